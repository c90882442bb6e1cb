import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGraphQLClient, dataOf } from '../support/graphql-client.js';
import { serveRoutes, startNext, type NextServer } from './next-servers.js';

const name = 'nextjs-embedded';
const routes = {
  '/auth': 'app/auth/[[...path]]/route.ts',
  '/.well-known': 'app/.well-known/oauth-authorization-server/auth/route.ts',
};
const servers = [
  { door: 'the routes, behind node:http', start: (env: Env) => serveRoutes(name, routes, env) },
  ...(process.env['TEST_NEXT'] === 'on'
    ? [{ door: 'next start', start: (env: Env) => startNext(name, env) }]
    : []),
];
type Env = Record<string, string>;

describe.each(servers)('the example of the service inside of Next.js: $door', ({ start }) => {
  let server: NextServer;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'authgraph-next-'));
    server = await start({ DATA_DIR: folder, LOG_LEVEL: 'error' });
  }, 400_000);
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  test('signs up, refreshes and says who is there', async () => {
    const client = createGraphQLClient(`${server.url}/auth`);
    const { refreshToken } = dataOf(await client.register({ username: 'ada' })).register;
    const { accessToken } = dataOf(await client.refresh(refreshToken)).refresh;
    expect(dataOf(await client.me(accessToken)).me.username).toBe('ada');
  });

  test('serves the keys below its path, and the metadata at the root', async () => {
    const metadata = await fetch(`${server.url}/.well-known/oauth-authorization-server/auth`);
    const document = (await metadata.json()) as { jwks_uri: string };
    const { pathname } = new URL(document.jwks_uri);
    expect((await fetch(server.url + pathname)).status).toBe(200);
  });
});
