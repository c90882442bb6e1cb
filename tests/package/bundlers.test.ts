import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
const secret = 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'authgraph-bundle-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A good token of the service that has the secret. */
function createToken(): string {
  const kid = createHmac('sha256', secret).update('authgraph kid').digest('base64url').slice(0, 16);
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, nbf: now, exp: now + 600, auth_time: now };
  const claims = {
    iss: 'i',
    aud: 'a',
    sub: 'ada',
    jti: 'j',
    sid: 's',
    roles: [],
    scope: '',
    ...times,
  };
  const input = [{ alg: 'HS256', typ: 'at+jwt', kid }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

const asking = `
  const verifier = createAccessTokenVerifier({ secret: '${secret}', issuer: 'i', audience: 'a' });
  const contextOf = createAuthContext({ verifier });
  const ask = async (header) => {
    const { data, errors = [] } = await graphql({ schema, source: '{ a b }', contextValue: contextOf(header) });
    return [data, ...errors.map(({ extensions }) => extensions.reason)];
  };
  Promise.all([ask('Bearer ${createToken()}'), ask(undefined)]).then((answers) =>
    console.log(JSON.stringify(answers)));`;
const graphqlJs = `import { graphql, GraphQLObjectType, GraphQLSchema, GraphQLString } from '${root}node_modules/graphql/index.js';`;
const fields = (guarded: string) => `
  const field = (value, extensions) => ({ type: GraphQLString, resolve: () => value, extensions });
  const fields = { a: field('a', ${guarded}), b: field('b') };
  const bare = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });`;

const programs = {
  'resource-server': `${graphqlJs}
    import { allow, applyMiddleware, chain, createAccessTokenVerifier, createAuthContext, isAuthenticated, rule, shield } from '${root}dist/resource-server/index.js';
    ${fields('{}')}
    const strict = rule('strict', { cache: 'strict' })(() => true);
    const schema = applyMiddleware(bare, shield({ Query: { a: chain(isAuthenticated, strict), b: allow } }, { allowExternalErrors: true }));
    ${asking}`,
  directives: `${graphqlJs}
    import { applyAuthDirectives, createAccessTokenVerifier, createAuthContext } from '${root}dist/directives/index.js';
    ${fields('{ directives: { authenticated: {} } }')}
    const schema = applyAuthDirectives(bare);
    ${asking}`,
};

type Bundle = (from: string, to: string, format: string) => string[];

/** By its interface: its command is a script or a binary, as npm has installed it. */
const esbuild =
  (minify: boolean): Bundle =>
  (from, to, format) => {
    const entry = { entryPoints: [from], outfile: to, format, bundle: true, platform: 'node' };
    const options = JSON.stringify({ ...entry, minify });
    return [
      ...['--input-type=module', '--eval'],
      `import { buildSync } from 'esbuild'; buildSync(${options});`,
    ];
  };

/** The arguments for Node.js, in the folder of this project. */
const bundlers: Record<string, Bundle> = {
  esbuild: esbuild(false),
  'esbuild, minified': esbuild(true),
  Rolldown: (from, to, format) => [
    'node_modules/rolldown/bin/cli.mjs',
    ...[from, '--platform', 'node', '--format', format, '--file', to],
  ],
};

describe.each(Object.keys(bundlers))('%s without configuration', (bundler) => {
  test.each([
    ['resource-server', 'esm', 'mjs'],
    ['resource-server', 'cjs', 'cjs'],
    ['directives', 'esm', 'mjs'],
    ['directives', 'cjs', 'cjs'],
  ] as const)(
    'makes a program of authgraph/%s as %s that decides',
    async (entry, format, ending) => {
      const name = join(folder, `${entry}-${bundler.replace(/\W/g, '')}`);
      // Beside nothing: what is not in the bundle is not there.
      await writeFile(`${name}.js`, programs[entry]);
      const args = bundlers[bundler]?.(`${name}.js`, `${name}.${ending}`, format) ?? [];
      await run(process.execPath, args, { cwd: root });
      const { stdout } = await run(process.execPath, [`${name}.${ending}`], { cwd: folder });
      expect(JSON.parse(stdout)).toEqual([
        [{ a: 'a', b: 'b' }],
        [{ a: null, b: 'b' }, 'TOKEN_MISSING'],
      ]);
    },
  );
});
