import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Program {
  readonly entry: 'resource-server' | 'resource-server/web';
  /** Of the service. */
  readonly url: string;
  /** The JWK Set, as JSON: for keys at hand. */
  readonly jwks: string;
  readonly issuer: string;
  readonly audience: string;
  readonly port: number;
}

/**
 * A server as all runtimes take it, `export default { fetch }`. It says who a request is and which fields that opens:
 * by keys that are fetched, at `/local` by keys at hand, at `/strict` with a live check. `/keys` makes keys of the body;
 * `/followed` knows the revocations of a feed of its own.
 */
function sourceOf({ entry, url, jwks, issuer, audience, port }: Program): string {
  return `
  import { graphql, GraphQLObjectType, GraphQLSchema, GraphQLString } from '${root}node_modules/graphql/index.mjs';
  import * as kit from '${root}dist/${entry}/index.js';

  const expected = { issuer: '${issuer}', audience: '${audience}' };
  const remote = kit.createAccessTokenVerifier({ ...expected, jwksUri: '${url}/jwks.json' });
  const keys = await kit.createLocalKeys({ jwks: ${jwks} });
  const confirm = kit.createIntrospection({
    endpoint: '${url}/introspect', clientId: 'notes', clientSecret: 'secret', cacheFor: 0 });
  const contexts = {
    '/': kit.createAuthContext({ verifier: remote }),
    '/local': kit.createAuthContext({ verifier: kit.createAccessTokenVerifier({ ...expected, keys }) }),
    '/strict': kit.createAuthContext({ verifier: remote, confirm }),
  };

  const field = (value) => ({ type: GraphQLString, args: { x: { type: GraphQLString } }, resolve: () => value });
  const fields = { open: field('open'), user: field('user'), editor: field('editor'), admin: field('admin') };
  const bare = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });
  const strict = kit.rule('strict', { cache: 'strict' })((_parent, { x }) => x === 'yes' || new Error('no'));
  const rules = { open: kit.allow, user: kit.isAuthenticated, editor: kit.allOf(kit.hasRole('editor'), strict), admin: kit.hasRole('admin') };
  const schema = kit.applyMiddleware(bare, kit.shield({ Query: rules }, { fallbackRule: kit.deny, allowExternalErrors: true }));

  async function followed(header) {
    let revocations;
    await new Promise((onStatus) => {
      revocations = kit.createRevocationFeed({
        url: '${url}/revocations', clientId: 'notes', clientSecret: 'secret', onStatus });
    });
    const verifier = kit.createAccessTokenVerifier({ ...expected, keys, revocations });
    const { auth } = await kit.createAuthContext({ verifier })(header);
    const { status } = revocations;
    revocations.close();
    return JSON.stringify({ status, who: auth.status === 'rejected' ? auth.error.reason : auth.status });
  }

  async function answer(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/followed') return followed(request.headers.get('authorization'));
    if (pathname === '/keys') {
      const made = (async () => kit.createLocalKeys(await request.json()))();
      return made.then(() => 'taken', (error) => error.name);
    }
    const context = await contexts[pathname](request.headers.get('authorization'));
    const { id, reason } = await context.auth.confirm();
    const source = '{ open user editor(x: "yes") again: editor(x: "no") admin }';
    const { data, errors = [] } = await graphql({ schema, source, contextValue: context });
    const reasons = errors.map(({ message, extensions }) => extensions.reason ?? message).sort();
    return JSON.stringify({ who: id ?? reason, data, reasons });
  }

  export default {
    hostname: '127.0.0.1',
    port: ${port},
    fetch: async (request) => new Response(await answer(request)),
  };`;
}

/** Bundles it as those of workers do, with modules of Node only where the entry needs them. */
export async function bundle(program: Program, folder: string): Promise<string> {
  const source = join(folder, 'source.js');
  const file = join(folder, 'kit.mjs');
  await writeFile(source, sourceOf(program));
  const options = {
    entryPoints: [source],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: program.entry === 'resource-server' ? ['node:*'] : [],
  };
  const build = `import { buildSync } from 'esbuild'; buildSync(${JSON.stringify(options)});`;
  const args = ['--input-type=module', '--eval', build];
  await promisify(execFile)(process.execPath, args, { cwd: root });
  return file;
}
