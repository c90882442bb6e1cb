import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
  vi,
  type MockInstance,
} from 'vitest';
import { type Session, type TokenStorage } from '../../src/client/index.js';
import {
  clientClock,
  createMemoryStorage,
  openSession,
  statesOf,
} from '../support/client-session.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** What the app's own code throws: its listeners, and its storage. */
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

let names = 0;
let username: string;
let storage: ReturnType<typeof createMemoryStorage>;
let shown: MockInstance;
beforeEach(() => {
  username = `listener${(names += 1)}`;
  storage = createMemoryStorage();
  shown = vi.spyOn(console, 'error').mockReturnValue(undefined);
});
afterEach(() => vi.restoreAllMocks());

function load(kept: TokenStorage = storage, onStorageError?: (error: unknown) => void): Session {
  const clock = clientClock(server.clock);
  return openSession({
    at: server.url,
    storage: kept,
    clock,
    ...(onStorageError && { onStorageError }),
  });
}

const fails: Record<string, () => unknown> = {
  'throws at once': () => {
    throw new Error('the listener');
  },
  'rejects later': () => Promise.reject(new Error('the listener')),
};

describe.each(Object.entries(fails))('a listener that %s', (_title, fail) => {
  async function signedIn() {
    const session = load();

    session.subscribe(fail);
    const seen = statesOf(session);
    const user = await session.register({ username, password });
    expect(seen).toEqual([{ status: 'signedIn', user }]);
    return { session, seen };
  }

  test.each(['forget', 'logout', 'logoutEverywhere'] as const)('does not undo %s', async (verb) => {
    const { session, seen } = await signedIn();
    await session[verb]();
    expect(storage.items.size).toBe(0);
    expect(seen.at(-1)).toEqual({ status: 'signedOut', reason: null });
    expect(await load().resume()).toEqual({ status: 'signedOut', reason: null });
  });

  test('keeps no sign-in and no renewal from being stored', async () => {
    const { session } = await signedIn();
    const reloaded = load();
    expect(await reloaded.resume()).toMatchObject({ status: 'signedIn' });
    server.clock.advance(900);
    const token = await session.accessToken();
    expect(storage.items.values().next().value).toContain(token);
  });

  test('keeps no end of the session from being told, and stored', async () => {
    const { session, seen } = await signedIn();
    await server.send('mutation { logout }', {}, { token: (await session.accessToken()) ?? '' });
    server.clock.advance(900);
    expect(await session.accessToken()).toBeUndefined();
    expect(seen.at(-1)).toEqual({ status: 'signedOut', reason: 'TOKEN_REVOKED' });
    expect(storage.items.size).toBe(0);
  });

  test('is shown to the developer', async () => {
    await signedIn();
    await expect.poll(() => shown.mock.calls).toHaveLength(1);
    expect(shown).toHaveBeenCalledWith(new Error('the listener'));
  });
});

test('listeners hear of a sign-out after the pair is gone', async () => {
  const session = load();
  await session.register({ username, password });
  const sizes: number[] = [];
  session.subscribe(() => sizes.push(storage.items.size));
  await session.forget();
  expect(sizes).toEqual([0]);
});

const broken: Record<string, () => Promise<null>> = {
  'throws at once': () => {
    throw new Error('the storage');
  },
  rejects: () => Promise.reject(new Error('the storage')),
};

describe.each(Object.entries(broken))('a storage that %s', (_title, fail) => {
  test('when it writes, lets the session live in memory, and the app is told', async () => {
    const told = vi.fn();
    const session = load({ ...storage, setItem: fail }, told);
    await session.register({ username, password });
    expect(session.state()).toMatchObject({ status: 'signedIn' });
    server.clock.advance(900);
    expect(await session.accessToken()).toMatch(/^ey/);
    expect(told).toHaveBeenCalledWith(new Error('the storage'));
    expect(shown).not.toHaveBeenCalled();
  });

  test('when it writes and when it removes, signs in all the same', async () => {
    const told = vi.fn();
    const session = load({ ...storage, setItem: fail, removeItem: fail }, told);
    await session.register({ username, password });
    expect(session.state()).toMatchObject({ status: 'signedIn' });
    expect(told).toHaveBeenCalledTimes(2);
  });

  test('when it removes, cannot keep the user signed in, and says so', async () => {
    const told = vi.fn();
    const session = load({ ...storage, removeItem: fail }, told);
    await session.register({ username, password });
    await expect(session.forget()).rejects.toThrow('the storage');
    expect(session.state()).toEqual({ status: 'signedOut', reason: null });
    expect(await session.accessToken()).toBeUndefined();
    expect(told).toHaveBeenCalledWith(new Error('the storage'));
  });

  test('when it removes, does not hide why the session has ended', async () => {
    const session = load({ ...storage, removeItem: fail });
    await session.register({ username, password });
    await server.send('mutation { logout }', {}, { token: (await session.accessToken()) ?? '' });
    await expect(session.refresh()).rejects.toMatchObject({ reason: 'TOKEN_REVOKED' });
    expect(session.state()).toEqual({ status: 'signedOut', reason: 'TOKEN_REVOKED' });
  });

  test('when it reads, rejects what needs it, and signs nobody out', async () => {
    const session = load({ ...storage, getItem: fail });
    await expect(session.resume()).rejects.toThrow('the storage');
    await expect(session.accessToken()).rejects.toThrow('the storage');
    expect(session.state()).toEqual({ status: 'unknown' });
  });

  test('goes to the console without a handler, and a bad handler changes nothing', async () => {
    const session = load({ ...storage, setItem: fail });
    await session.register({ username, password });
    expect(shown).toHaveBeenCalledWith(new Error('the storage'));
    const other = load({ ...storage, setItem: fail }, () => {
      throw new Error('the handler');
    });
    await other.login({ username, password });
    expect(other.state()).toMatchObject({ status: 'signedIn' });
  });
});

test('a session that was closed signs in and out as before', async () => {
  vi.stubGlobal('document', {});
  const session = load({ ...storage, shared: true });
  session.close();
  await session.register({ username, password });
  await session.logout();
  expect(session.state()).toEqual({ status: 'signedOut', reason: null });
  vi.unstubAllGlobals();
});
