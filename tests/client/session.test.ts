import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MeDocument, type Session } from '../../src/client/index.js';
import { clientClock, openSession, statesOf } from '../support/client-session.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startBehindProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let proxy: Proxy;
beforeAll(() =>
  startBehindProxy(startTestServer(), (started) => {
    ({ server, proxy } = started);
  }),
);
beforeEach(() => {
  proxy.passed.length = 0;
  proxy.fault = () => undefined;
});

let names = 0;
const newName = () => `reader${(names += 1)}`;

function open(): Session {
  return openSession({ at: proxy.url, clock: clientClock(server.clock) });
}

async function signedIn(): Promise<{ session: Session; username: string }> {
  const [session, username] = [open(), newName()];
  await session.register({ username, password });
  return { session, username };
}

const refusal = (code: string, reason: string) => ({ name: 'AuthgraphError', code, reason });

describe('signing in and out', () => {
  test('registering signs in, and tells the app', async () => {
    const [session, username] = [open(), newName()];
    const seen = statesOf(session);
    expect(session.state()).toEqual({ status: 'unknown' });
    const user = await session.register({ username, password, email: 'ada@example.com' });

    expect(user).toMatchObject({ username, email: 'ada@example.com', emailVerified: false });
    expect(seen).toEqual([{ status: 'signedIn', user }]);
    expect((await session.request(MeDocument, {})).me).toMatchObject(user);
  });

  test('logging in takes any number of sessions of one user', async () => {
    const { username } = await signedIn();
    const session = open();
    await session.login({ username, password });
    const { me } = await session.request(MeDocument, {});
    expect(me?.sessions).toHaveLength(2);
  });

  test('a wrong password is told, and changes nothing', async () => {
    const { session, username } = await signedIn();
    const before = session.state();
    await expect(session.login({ username, password: 'wrong' })).rejects.toMatchObject(
      refusal('UNAUTHENTICATED', 'INVALID_CREDENTIALS'),
    );
    expect(session.state()).toBe(before);
  });

  test('logging out ends the session at the service, too', async () => {
    const { session, username } = await signedIn();
    const token = await session.accessToken();
    const seen = statesOf(session);
    await session.logout();

    expect(seen).toEqual([{ status: 'signedOut', reason: null }]);
    expect(await session.accessToken()).toBeUndefined();
    const reply = await server.me(token);
    expect(reply.errors[0]?.extensions.reason).toBe('TOKEN_REVOKED');
    await session.logout();
    await session.login({ username, password });
    expect(session.state()).toMatchObject({ status: 'signedIn' });
  });

  test('logging out without the service rejects, and leaves the user signed in', async () => {
    const { session } = await signedIn();
    proxy.fault = () => 'cut';
    await expect(session.logout()).rejects.toThrow(TypeError);
    expect(session.state()).toMatchObject({ status: 'signedIn' });

    proxy.fault = () => undefined;
    await session.logout();
    expect(session.state()).toMatchObject({ status: 'signedOut' });
  });

  test('logging out of a session that was ended elsewhere is no error', async () => {
    const { session } = await signedIn();
    const token = (await session.accessToken()) ?? '';
    await server.send('mutation { logout }', {}, { token });
    await session.logout();
    expect(session.state()).toMatchObject({ status: 'signedOut' });
  });

  test('forgetting signs out here, and asks nobody', async () => {
    const { session } = await signedIn();
    const token = await session.accessToken();
    proxy.passed.length = 0;
    await session.forget();
    expect(session.state()).toEqual({ status: 'signedOut', reason: null });
    expect(proxy.passed).toEqual([]);
    expect((await server.me(token)).errors).toEqual([]);
  });

  test('forgetting in the middle of a refresh is not undone by its reply', async () => {
    const { session } = await signedIn();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    proxy.fault = (operation) => (operation === 'Refresh' ? held : undefined);
    const refreshed = session.refresh();
    await expect.poll(() => proxy.count('Refresh')).toBe(1);
    const forgotten = session.forget();
    release();
    await Promise.all([refreshed, forgotten]);
    expect(session.state()).toEqual({ status: 'signedOut', reason: null });
    expect(await session.accessToken()).toBeUndefined();
  });

  test('logging out everywhere tells how many sessions were ended', async () => {
    const { session, username } = await signedIn();
    const other = open();
    await other.login({ username, password });
    expect(await session.logoutEverywhere()).toBe(2);
    expect(session.state()).toMatchObject({ status: 'signedOut' });
    expect((await other.request(MeDocument, {}).catch((e: unknown) => e)) as object).toMatchObject(
      refusal('UNAUTHENTICATED', 'TOKEN_REVOKED'),
    );
    expect(other.state()).toEqual({ status: 'signedOut', reason: 'TOKEN_REVOKED' });
  });

  test('a new password keeps the session that changed it signed in', async () => {
    const { session, username } = await signedIn();
    const newPassword = 'another battery staple';
    await session.changePassword({ currentPassword: password, newPassword });
    await session.refresh();
    expect((await session.request(MeDocument, {})).me).toMatchObject({ username });
    await open().login({ username, password: newPassword });
  });

  test('reauthenticate gives another access token, and a wrong password uses up nothing', async () => {
    const { session } = await signedIn();
    const before = await session.accessToken();
    await session.reauthenticate({ password });
    expect(await session.accessToken()).not.toBe(before);

    proxy.passed.length = 0;
    await expect(session.reauthenticate({ password: 'wrong' })).rejects.toMatchObject(
      refusal('UNAUTHENTICATED', 'INVALID_CREDENTIALS'),
    );
    expect(proxy.passed.map(({ operation }) => operation)).toEqual(['Reauthenticate']);
    await session.refresh();
  });

  test('whoever stops listening is told nothing more', async () => {
    const { session } = await signedIn();
    const seen: unknown[] = [];
    const stop = session.subscribe((state) => seen.push(state));
    stop();
    await session.logout();
    expect(seen).toEqual([]);
  });

  test('in memory, nobody is signed in at the start, and nobody is asked', async () => {
    const session = open();
    expect(await session.resume()).toEqual({ status: 'signedOut', reason: null });
    expect(await session.accessToken()).toBeUndefined();
    expect(proxy.passed).toEqual([]);
  });

  test('cookies and a storage exclude each other', () => {
    const storage = { getItem: () => null, setItem: () => {}, removeItem: () => {} };
    expect(() => openSession({ at: proxy.url, cookies: true, storage })).toThrow(TypeError);
  });
});

describe('renewing', () => {
  test('a token is renewed ahead of its expiry, so that no request is refused', async () => {
    const { session } = await signedIn();
    server.clock.advance(900 - 31);
    await session.request(MeDocument, {});
    expect(proxy.count('Refresh')).toBe(0);

    server.clock.advance(1);
    await session.request(MeDocument, {});
    expect(proxy.count('Refresh')).toBe(1);
    expect(proxy.count('Me')).toBe(2);
  });

  test('a token that lives shorter than the margin is good for half of its life', async () => {
    const { session } = await signedIn();
    await session.refresh(20);
    proxy.passed.length = 0;
    server.clock.advance(9);
    await session.request(MeDocument, {});
    expect(proxy.count('Refresh')).toBe(0);
    server.clock.advance(1);
    await session.request(MeDocument, {});
    expect(proxy.count('Refresh')).toBe(1);
  });

  test('50 requests at once with a token that has expired cause exactly one refresh', async () => {
    const { session, username } = await signedIn();
    server.clock.advance(1000);
    const all = await Promise.all(
      Array.from({ length: 50 }, () => session.request(MeDocument, {})),
    );
    expect(all.map(({ me }) => me?.username)).toEqual(Array(50).fill(username));
    expect(proxy.count('Refresh')).toBe(1);
    expect(proxy.count('Me')).toBe(50);
  });

  test('50 requests refused at once cause one refresh, and each is sent once more', async () => {
    // This client's clock stands still: it does not know that the token has expired.
    const session = openSession({ at: proxy.url, clock: { now: () => 0, monotonic: () => 0 } });
    const username = newName();
    await session.register({ username, password });
    server.clock.advance(1000);
    const all = await Promise.all(
      Array.from({ length: 50 }, () => session.request(MeDocument, {})),
    );
    expect(all.map(({ me }) => me?.username)).toEqual(Array(50).fill(username));
    expect(proxy.count('Refresh')).toBe(1);
    expect(proxy.count('Me')).toBe(100);
  });

  test('asking for a longer access token gives one', async () => {
    const { session } = await signedIn();
    await session.refresh(86_400);
    server.clock.advance(80_000);
    proxy.passed.length = 0;
    await session.request(MeDocument, {});
    expect(proxy.count('Refresh')).toBe(0);
  });

  test('a device that slept renews when it wakes, though its monotonic clock stood still', async () => {
    const session = openSession({
      at: proxy.url,
      clock: { now: server.clock.now, monotonic: () => 0 },
    });
    await session.register({ username: newName(), password });
    server.clock.advance(8 * 3600);
    await session.request(MeDocument, {});
    expect(proxy.count('Refresh')).toBe(1);
    expect(proxy.count('Me')).toBe(1);
  });

  test('a clock that its owner has set back does not keep an old token alive', async () => {
    const began = server.clock.now();
    const session = openSession({
      at: proxy.url,
      clock: { now: () => 2 * began - server.clock.now(), monotonic: server.clock.now },
    });
    await session.register({ username: newName(), password });
    server.clock.advance(1000);
    await session.request(MeDocument, {});
    expect(proxy.count('Refresh')).toBe(1);
    expect(proxy.count('Me')).toBe(1);
  });
});

describe('the end of a session', () => {
  /** The pair goes to a thief as well. */
  const tokenOf = async (session: Session) => (await session.accessToken()) ?? '';

  test('is told with its reason when it was ended elsewhere', async () => {
    const { session } = await signedIn();
    const seen = statesOf(session);
    await server.send('mutation { logout }', {}, { token: await tokenOf(session) });
    await expect(session.request(MeDocument, {})).rejects.toMatchObject(
      refusal('UNAUTHENTICATED', 'TOKEN_REVOKED'),
    );
    expect(seen).toEqual([{ status: 'signedOut', reason: 'TOKEN_REVOKED' }]);
    expect(proxy.count('Me')).toBe(1);
  });

  test('is told when the refresh token has expired', async () => {
    const { session } = await signedIn();
    server.clock.advance(2_592_001);
    expect(await session.accessToken()).toBeUndefined();
    expect(session.state()).toEqual({ status: 'signedOut', reason: 'TOKEN_EXPIRED' });
    server.clock.advance(-2_592_001);
  });

  test('is told when someone else has spent the refresh token', async () => {
    const storage = new Map<string, string>();
    const session = openSession({
      at: proxy.url,
      clock: clientClock(server.clock),
      storage: {
        getItem: (key) => storage.get(key) ?? null,
        setItem: (key, text) => storage.set(key, text),
        removeItem: (key) => storage.delete(key),
      },
    });
    await session.register({ username: newName(), password });
    const [text = ''] = storage.values();
    const { pair } = JSON.parse(text) as { pair: { refreshToken: string } };
    await server.refresh(pair.refreshToken);
    server.clock.advance(900);

    await expect(session.refresh()).rejects.toMatchObject(
      refusal('UNAUTHENTICATED', 'TOKEN_REUSED'),
    );
    expect(session.state()).toEqual({ status: 'signedOut', reason: 'TOKEN_REUSED' });
    expect(storage.size).toBe(0);
  });
});
