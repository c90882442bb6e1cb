import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { createClient as createEventClient } from 'graphql-sse';
import type { Client } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, type WebSocketServer } from 'ws';
import { accessClaims, audience, createTestKey, forge, issuer } from '../jwt/forge.js';
import { blocksOf, readGuide } from '../support/guide.js';
import { createPackageFolder } from '../support/package-folder.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const key = createTestKey('RS256', 'k1');

/** Tokens of this moment: the servers run by the machine's clock. */
function tokenThat(state: 'lives' | 'has expired'): string {
  const at = Math.floor(Date.now() / 1000) - (state === 'lives' ? 0 : 7200);
  const times = { iat: at, nbf: at, auth_time: at, exp: at + 3600 };
  return forge({ alg: 'RS256', typ: 'at+jwt', kid: 'k1' }, accessClaims(times), key.signing.key);
}

const jwk = { ...key.verification.key.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256' };
const ownFiles = {
  'auth.ts': `
    import { createAccessTokenVerifier, createAuthContext, createLocalKeys } from 'authgraph/resource-server';
    const keys = createLocalKeys({ jwks: { keys: [${JSON.stringify(jwk)}] } });
    const verifier = createAccessTokenVerifier({ keys, issuer: '${issuer}', audience: '${audience}' });
    export const authContext = createAuthContext({ verifier });`,
  'schema.ts': `
    import { makeExecutableSchema } from '@graphql-tools/schema';
    import { applyMiddleware, deny, isAuthenticated, shield } from 'authgraph/resource-server';
    const typeDefs = 'type Query { a: Int } type Subscription { count: Int }';
    async function* count() { for (const count of [1, 2, 3]) yield { count }; }
    const resolvers = { Subscription: { count: { subscribe: count } } };
    const rules = shield({ Subscription: { count: isAuthenticated } }, { fallbackRule: deny });
    export const schema = applyMiddleware(makeExecutableSchema({ typeDefs, resolvers }), rules);`,
};

let folder: string;
beforeAll(async () => {
  folder = await createPackageFolder();
  const guide = blocksOf(readGuide('subscriptions.md'), 'ts').map((code) => {
    const name = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1] ?? '';
    // Any free port instead of the guide's.
    return [name, code.replace(/(port: |listen\()\d+/, '$10')] as const;
  });
  const files = [...guide, ...Object.entries(ownFiles)];
  for (const [name, code] of files) await writeFile(join(folder, name), code);
  const compilerOptions = {
    strict: true,
    module: 'NodeNext',
    target: 'ES2023',
    types: ['node'],
    skipLibCheck: true,
  };
  const config = { compilerOptions, files: files.map(([name]) => name) };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder];
  await run(process.execPath, compiler).catch((error: unknown) => {
    throw new Error((error as { stdout: string }).stdout);
  });
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

const load = <Module>(name: string) =>
  import(pathToFileURL(join(folder, name)).href) as Promise<Module>;

async function allOf<T>(events: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

const query = 'subscription { count }';
const all = [1, 2, 3].map((count) => ({ data: { count } }));

describe('the server for WebSockets', () => {
  let server: WebSocketServer;
  let connect: (url: string, accessToken: () => Promise<string>) => Client;
  beforeAll(async () => {
    if (!('WebSocket' in globalThis)) Object.assign(globalThis, { WebSocket });
    ({ server } = await load<{ server: WebSocketServer }>('web-socket-server.js'));
    ({ connect } = await load<{ connect: typeof connect }>('web-socket-client.js'));
  });
  afterAll(() => {
    server.close();
  });
  const url = () => `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;

  test('lets a client with a token subscribe', async () => {
    const client = connect(url(), () => Promise.resolve(tokenThat('lives')));
    expect(await allOf(client.iterate({ query }))).toMatchObject(all);
    await client.dispose();
  });

  test('has a client with an expired token connect again with a new one', async () => {
    const tokens = [tokenThat('has expired'), tokenThat('lives')];
    const client = connect(url(), () => Promise.resolve(tokens.shift() ?? ''));
    expect(await allOf(client.iterate({ query }))).toMatchObject(all);
    expect(tokens).toEqual([]);
    await client.dispose();
  });
});

describe('the server for events', () => {
  let server: Server;
  beforeAll(async () => {
    ({ server } = await load<{ server: Server }>('event-server.js'));
    if (!server.listening) await once(server, 'listening');
  });
  afterAll(() => void server.close());

  test.each([
    ['a token', () => tokenThat('lives'), all],
    ['an expired token', () => tokenThat('has expired'), 'TOKEN_EXPIRED'],
    ['no token', () => undefined, 'TOKEN_MISSING'],
  ])('answers a client with %s', async (_what, tokenOf, expected) => {
    const token = tokenOf();
    const client = createEventClient({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      headers: (): Record<string, string> =>
        token === undefined ? {} : { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    const results = await allOf(client.iterate({ query }));
    if (typeof expected === 'string') {
      expect(results).toMatchObject([{ errors: [{ extensions: { reason: expected } }] }]);
    } else expect(results).toMatchObject(expected);
    client.dispose();
  });
});
