import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
    const { data, errors = [] } = await graphql({ schema, source: '{ a b }', contextValue: await contextOf(header) });
    return [data, ...errors.map(({ extensions }) => extensions.reason)];
  };
  Promise.all([ask('Bearer ${createToken()}'), ask(undefined)]).then((answers) =>
    console.log(JSON.stringify(answers)));`;
const importGraphql = (file: string) =>
  `import { graphql, GraphQLObjectType, GraphQLSchema, GraphQLString } from '${root}node_modules/graphql/${file}';`;
const fields = (guarded: string) => `
  const field = (value, extensions) => ({ type: GraphQLString, resolve: () => value, extensions });
  const fields = { a: field('a', ${guarded}), b: field('b') };
  const bare = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });`;

const withShield = (entry: string, graphqlFile: string) => `${importGraphql(graphqlFile)}
    import { allow, applyMiddleware, chain, createAccessTokenVerifier, createAuthContext, isAuthenticated, rule, shield } from '${root}dist/${entry}/index.js';
    ${fields('{}')}
    const strict = rule('strict', { cache: 'strict' })(() => true);
    const schema = applyMiddleware(bare, shield({ Query: { a: chain(isAuthenticated, strict), b: allow } }, { allowExternalErrors: true }));
    ${asking}`;

const programs = {
  'resource-server': withShield('resource-server', 'index.js'),
  directives: `${importGraphql('index.js')}
    import { applyAuthDirectives, createAccessTokenVerifier, createAuthContext } from '${root}dist/directives/index.js';
    ${fields('{ directives: { authenticated: {} } }')}
    const schema = applyAuthDirectives(bare);
    ${asking}`,
};

const decided = [[{ a: 'a', b: 'b' }], [{ a: null, b: 'b' }, 'TOKEN_MISSING']];

async function answersOf(program: string): Promise<unknown> {
  return JSON.parse((await run(process.execPath, [program], { cwd: folder })).stdout);
}

type Bundle = (from: string, to: string, format: string) => string[];

/** By its interface: its command is a script or a binary, as npm has installed it. */
const esbuild =
  (changes: object): Bundle =>
  (from, to, format) => {
    const entry = { entryPoints: [from], outfile: to, format, bundle: true, platform: 'node' };
    const options = JSON.stringify({ ...entry, ...changes });
    return [
      ...['--input-type=module', '--eval'],
      `import { buildSync } from 'esbuild'; buildSync(${options});`,
    ];
  };

/** The arguments for Node.js, in the folder of this project. */
const bundlers: Record<string, Bundle> = {
  esbuild: esbuild({}),
  'esbuild, minified': esbuild({ minify: true }),
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
      expect(await answersOf(`${name}.${ending}`)).toEqual(decided);
    },
  );
});

describe.each([
  ['browser', {}],
  // It has no fields of package.json by itself.
  ['neutral', { mainFields: ['module', 'main'] }],
])('esbuild for the platform "%s"', (platform, changes) => {
  test('makes a program of authgraph/resource-server/web that needs no module of Node', async () => {
    const name = join(folder, platform);
    await writeFile(`${name}.js`, withShield('resource-server/web', 'index.mjs'));
    const bundle = esbuild({ platform, ...changes });
    await run(process.execPath, bundle(`${name}.js`, `${name}.mjs`, 'esm'), { cwd: root });
    const text = await readFile(`${name}.mjs`, 'utf8');
    expect(text.match(/\bnode:\w+|\bfrom ?"|\bimport\(|\brequire\(/g)).toBeNull();
    expect(await answersOf(`${name}.mjs`)).toEqual(decided);
  });
});
