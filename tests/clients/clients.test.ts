import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../src/client/index.js';
import { clientClock, openSession, statesOf } from '../support/client-session.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startBehindProxy, startProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { clientKinds, type ClientKind } from './clients.js';

let server: TestServer;
let proxy: Proxy;
beforeAll(() =>
  startBehindProxy(startTestServer(), (started) => {
    ({ server, proxy } = started);
  }),
);

let names = 0;
let username: string;
beforeEach(() => {
  username = `app${(names += 1)}`;
  proxy.passed.length = 0;
  proxy.fault = () => undefined;
});

const fifty = Array.from({ length: 50 });
/** How many requests for `me` the service answered. */
const asked = () => proxy.passed.filter(({ operation }) => operation.startsWith('Me')).length;

async function signIn(create: ClientKind['create'], clock = clientClock(server.clock)) {
  const session = openSession({ at: proxy.url, clock });
  await session.register({ username, password });
  return { session, app: create(`${proxy.url}/graphql`, session) };
}

/** To this one's clock no token ever expires, so that the service has to refuse it. */
const signInUnaware = (create: ClientKind['create']) =>
  signIn(create, { now: () => 0, monotonic: () => 0 });

async function endElsewhere(session: Session): Promise<void> {
  const token = (await session.accessToken()) ?? '';
  await server.send('mutation { logout }', {}, { token });
}

describe.each(clientKinds)('$name', ({ create, repeats }) => {
  test('asks as the signed-in user', async () => {
    const { app } = await signIn(create);
    expect(await app.me()).toBe(username);
    expect(asked()).toBe(1);
  });

  test('asks as nobody before the sign-in and after the sign-out, and does not repeat it', async () => {
    const session = openSession({ at: proxy.url });
    const app = create(`${proxy.url}/graphql`, session);
    await expect(app.me()).rejects.toThrow('TOKEN_MISSING');
    await session.register({ username, password });
    expect(await app.me()).toBe(username);
    await session.logout();
    await expect(app.me()).rejects.toThrow('TOKEN_MISSING');
    expect(asked()).toBe(3);
  });

  test('asks as the next user after another sign-in', async () => {
    const { session, app } = await signIn(create);
    await app.me();
    await session.register({ username: `${username}-next`, password });
    expect(await app.me()).toBe(`${username}-next`);
  });

  test('sends 50 requests at once with an expired token after exactly one refresh', async () => {
    const { app } = await signIn(create);
    server.clock.advance(1000);
    const all = await Promise.all(fifty.map(() => app.me()));
    expect(all).toEqual(fifty.map(() => username));
    expect(proxy.count('Refresh')).toBe(1);
    expect(asked()).toBe(50);
  });

  test('does not send a mutation again of which a part may be done', async () => {
    const { app } = await signInUnaware(create);
    server.clock.advance(1000);
    const login = `login(username: "${username}", password: "${password}") { tokenType }`;
    await expect(app.mutate(`mutation Both { ${login} logoutEverywhere }`)).rejects.toThrow(
      'TOKEN_EXPIRED',
    );
    expect(proxy.count('Both')).toBe(1);
  });

  test('sends a request twice at most, whatever the second answer is', async () => {
    // Another service, which takes none of the tokens.
    const stranger = await startTestServer({ sharing: server, env: { JWT_AUDIENCE: 'others' } });
    const elsewhere = await startProxy(stranger.url);
    try {
      const { session } = await signIn(create);
      const app = create(`${elsewhere.url}/graphql`, session);
      await expect(app.me()).rejects.toThrow('TOKEN_INVALID');
      expect(elsewhere.passed).toHaveLength(repeats ? 2 : 1);
      expect(session.state()).toMatchObject({ status: 'signedIn' });
    } finally {
      await elsewhere.close();
      await stranger.close();
    }
  });

  test('signs out, and passes the refusal on, when the session was ended elsewhere', async () => {
    const { session, app } = await signIn(create);
    const seen = statesOf(session);
    await endElsewhere(session);
    server.clock.advance(880);
    await expect(app.me()).rejects.toThrow(/^TOKEN_/);
    expect(seen).toEqual([{ status: 'signedOut', reason: 'TOKEN_REVOKED' }]);
  });

  test('an unreachable service fails like the network, and signs nobody out', async () => {
    const { session, app } = await signIn(create);
    server.clock.advance(1000);
    proxy.fault = () => 'cut';
    const failure = await app.me().catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ name: 'TypeError' });
    expect(session.state()).toMatchObject({ status: 'signedIn' });

    proxy.fault = () => undefined;
    server.clock.advance(1);
    expect(await app.me()).toBe(username);
  });
});

describe.each(clientKinds.filter(({ repeats }) => repeats))('$name', ({ create }) => {
  test('sends 50 requests once more that were refused at once, after exactly one refresh', async () => {
    const { app } = await signInUnaware(create);
    server.clock.advance(1000);
    const all = await Promise.all(fifty.map(() => app.me()));
    expect(all).toEqual(fifty.map(() => username));
    expect(proxy.count('Refresh')).toBe(1);
    expect(asked()).toBe(100);
  });

  test('sends a mutation once more that was refused', async () => {
    const { session, app } = await signInUnaware(create);
    server.clock.advance(1000);
    await app.mutate('mutation Leave { logoutEverywhere }');
    expect(proxy.count('Leave')).toBe(2);
    expect(proxy.count('Refresh')).toBe(1);
    expect((await server.me(session.usableToken())).errors).toHaveLength(1);
  });

  describe('before an API that refuses with status 401', () => {
    let gate: Server;
    let url: string;
    let stale: string | undefined;
    let knocks: number;
    beforeAll(async () => {
      // As Apollo Router, or a REST framework: it looks at the token before anything else.
      gate = createServer((request, response) => {
        knocks += 1;
        request.resume();
        if (request.headers.authorization === `Bearer ${stale ?? ''}`) {
          response.writeHead(401).end('no');
          return;
        }
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ data: { me: { username: 'let in' } } }));
      });
      await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}/graphql`;
    });
    afterAll(() => gate.close());

    test('sends the request once more', async () => {
      const { session } = await signIn(create);
      knocks = 0;
      stale = await session.accessToken();
      const app = create(url, session);
      expect(await app.me()).toBe('let in');
      expect(knocks).toBe(2);
      expect(proxy.count('Refresh')).toBe(1);
    });
  });
});
