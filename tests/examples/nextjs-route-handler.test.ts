import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, type TokenPair } from '../support/graphql-client.js';
import { postQuery } from '../support/post-query.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { serveRoutes, startNext, type NextServer } from './next-servers.js';

/**
 * Next.js itself takes a minute and 340 MB: `npm run test:examples` asks it the same questions. The route is a
 * function from Request to Response, so the rest of the truth is had without it.
 */
const name = 'nextjs-route-handler';
type Env = Record<string, string>;
const routes = { '/': 'app/api/graphql/route.ts' };
const servers = [
  {
    name: 'the route, behind node:http',
    start: (env: Env) => serveRoutes(name, routes, env),
  },
  ...(process.env['TEST_NEXT'] === 'on'
    ? [{ name: 'next start', start: (env: Env) => startNext(name, env) }]
    : []),
];

let service: TestServer;
let ada: TokenPair;
let root: TokenPair;
beforeAll(async () => {
  service = await startTestServer({ realTime: true });
  ada = await service.signUp('ada');
  const { user } = await service.signUp('ruth');
  await service.withStorage(({ users }) => users.setRoles(user.id, ['admin']));
  root = dataOf(await service.login('ruth')).login;
});
afterAll(() => service.close());

describe.each(servers)('the example for Next.js: $name', ({ name: kind, start }) => {
  let server: NextServer;
  beforeAll(async () => {
    server = await start({
      AUTHGRAPH_URL: service.url,
      AUTHGRAPH_ISSUER: service.config.jwtIssuer,
    });
  }, 400_000);
  afterAll(() => server.close());

  const send = (init: RequestInit, search = '') =>
    fetch(`${server.url}/api/graphql${search}`, init);

  /** The data of each field, or the reason of its refusal. */
  async function ask(query: string, token?: string): Promise<Record<string, unknown>> {
    const response = await postQuery(`${server.url}/api/graphql`, query, token);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    const { data, errors = [] } = (await response.json()) as {
      data: Record<string, unknown>;
      errors?: { path: string[]; extensions: { reason: string } }[];
    };
    const refused = errors.map(({ path, extensions }) => [path[0], extensions.reason] as const);
    return { ...data, ...(Object.fromEntries(refused) as Record<string, string>) };
  }

  test.runIf(kind === 'next start')('the page has a button for the sign-in', async () => {
    const page = await fetch(server.url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('sign in')]);
  });

  test('rules let in whom they should, and tell the others why', async () => {
    const query = '{ hello whoAmI report }';
    const missing = 'TOKEN_MISSING';
    expect(await ask(query)).toEqual({ hello: 'Hello', whoAmI: missing, report: missing });
    expect(await ask(query, ada.accessToken)).toEqual({
      hello: 'Hello',
      whoAmI: ada.user.id,
      report: 'ROLE_REQUIRED',
    });
    expect(await ask(query, root.accessToken)).toEqual({
      hello: 'Hello',
      whoAmI: root.user.id,
      report: 'All is well',
    });
    expect(await ask('{ whoAmI }', 'junk')).toEqual({ whoAmI: 'TOKEN_INVALID' });
  });

  test('GET answers a query, unless another site could have made the browser send it', async () => {
    const query = `?query=${encodeURIComponent('{ hello }')}`;
    const answer = await send({ headers: { 'apollo-require-preflight': 'true' } }, query);
    expect(await answer.json()).toEqual({ data: { hello: 'Hello' } });
    expect((await send({}, query)).status).toBe(400);
  });

  test.each([
    ['is no JSON', '{"query":'],
    ['is JSON of another kind', '"{ hello }"'],
    ['is empty', ''],
  ])('a body that %s is refused with 400', async (_what, body) => {
    const headers = { 'content-type': 'application/json' };
    expect((await send({ method: 'POST', headers, body })).status).toBe(400);
  });
});
