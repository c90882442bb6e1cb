import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createLocalStorage,
  MeDocument,
  type Session,
  type TokenStorage,
} from '../../src/client/index.js';
import { clientClock, createMemoryStorage, openSession } from '../support/client-session.js';
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

let names = 0;
let username: string;
let storage: ReturnType<typeof createMemoryStorage>;
beforeEach(() => {
  username = `keeper${(names += 1)}`;
  storage = createMemoryStorage();
});
afterEach(() => vi.unstubAllGlobals());

/** A page that is loaded, or loaded again. */
function load(kept: TokenStorage = storage): Session {
  return openSession({ at: proxy.url, storage: kept, clock: clientClock(server.clock) });
}

const me = async (session: Session) => (await session.request(MeDocument, {})).me?.username;

describe('a session in a storage', () => {
  test('survives a reload, which asks the service nothing', async () => {
    const user = await load().register({ username, password });
    proxy.passed.length = 0;
    const reloaded = load();
    expect(await reloaded.resume()).toEqual({ status: 'signedIn', user });
    expect(await reloaded.accessToken()).toMatch(/^ey/);
    expect(proxy.passed).toEqual([]);
    expect(await me(reloaded)).toBe(username);
  });

  test('knows after a reload how old its token is', async () => {
    await load().register({ username, password });
    server.clock.advance(600);
    proxy.passed.length = 0;
    const reloaded = load();
    await me(reloaded);
    server.clock.advance(300);
    await me(reloaded);
    expect(proxy.passed.map(({ operation }) => operation)).toEqual(['Me', 'Refresh', 'Me']);
  });

  test('is gone after a sign-out', async () => {
    const session = load();
    await session.register({ username, password });
    await session.logout();
    expect(storage.items.size).toBe(0);
    expect(await load().resume()).toEqual({ status: 'signedOut', reason: null });
  });

  test('takes the pair that another tab has stored, instead of refreshing with its own', async () => {
    const [one, other] = [load(), load()];
    await one.register({ username, password });
    await other.resume();
    server.clock.advance(900);
    await one.accessToken();
    server.clock.advance(60);
    proxy.passed.length = 0;
    expect(await me(other)).toBe(username);
    expect(proxy.count('Refresh')).toBe(0);
  });

  test('goes on in two tabs that refresh at the same time and know nothing of each other', async () => {
    const [one, other] = [load(), load()];
    await one.register({ username, password });
    await other.resume();
    server.clock.advance(900);
    expect(await Promise.all([me(one), me(other)])).toEqual([username, username]);
    server.clock.advance(900);
    expect(await me(other)).toBe(username);
    server.clock.advance(900);
    expect(await me(one)).toBe(username);
  });

  test.each(['', 'null', '{', '"text"', '{"pair":{}}', '{"pair":{"accessToken":1}}'])(
    'takes %j in the storage for no session',
    async (text) => {
      await load().register({ username: `${username}${text.length}`, password });
      const [key = ''] = storage.items.keys();
      await storage.setItem(key, text);
      expect(await load().resume()).toEqual({ status: 'signedOut', reason: null });
    },
  );

  test('lives on in memory when the storage is full, and leaves no old pair behind', async () => {
    let isFull = false;
    const session = load({
      ...storage,
      setItem(key, text) {
        if (isFull) throw new DOMException('full', 'QuotaExceededError');
        return storage.setItem(key, text);
      },
    });
    await session.register({ username, password });
    isFull = true;
    server.clock.advance(900);
    expect(await me(session)).toBe(username);
    expect(storage.items.size).toBe(0);
    server.clock.advance(900);
    expect(await me(session)).toBe(username);
  });

  test('is not given up because a storage cannot be read right now', async () => {
    await load().register({ username, password });
    let isLocked = true;
    const session = load({
      ...storage,
      getItem: (key) =>
        isLocked ? Promise.reject(new Error('locked')) : Promise.resolve(storage.getItem(key)),
    });
    await expect(session.resume()).rejects.toThrow('locked');
    expect(session.state()).toEqual({ status: 'unknown' });
    isLocked = false;
    expect(await session.resume()).toMatchObject({ status: 'signedIn' });
  });

  test('has a key that Expo SecureStore takes, one for each address', async () => {
    const keys = new Set<string>();
    const kept = { ...storage, getItem: (key: string) => (keys.add(key), null) };
    const urls = [
      'https://a.example/graphql',
      'https://a.example:4/graphql',
      'http://a/b?c=ü',
      'http://a/b_c',
    ];
    for (const url of urls) await openSession({ at: '', url, storage: kept }).resume();
    expect(keys.size).toBe(urls.length);
    for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  test('of another key is another session', async () => {
    await load().register({ username, password });
    const other = openSession({ at: proxy.url, storage, key: 'other' });
    expect(await other.resume()).toEqual({ status: 'signedOut', reason: null });
  });
});

describe('localStorage', () => {
  test('keeps the pair in a page', async () => {
    vi.stubGlobal('document', {});
    vi.stubGlobal('localStorage', storage);
    await load(createLocalStorage()).register({ username, password });
    expect(storage.items.size).toBe(1);
    expect(await load(createLocalStorage()).resume()).toMatchObject({ status: 'signedIn' });
  });

  /** What servers have under this name: nothing, one for everyone, or something that fails when it is touched. */
  const onServers: Record<string, () => void> = {
    'has none': () => vi.stubGlobal('localStorage', undefined),
    'has one for all its users': () => vi.stubGlobal('localStorage', storage),
    'has one without methods': () => vi.stubGlobal('localStorage', {}),
    'has one that throws': () => stubBlocked(),
  };

  test.each(Object.entries(onServers))(
    'keeps nothing on a server that %s, and breaks nothing',
    async (_title, stub) => {
      stub();
      const request = load(createLocalStorage());
      expect(await request.resume()).toEqual({ status: 'signedOut', reason: null });
      await request.register({ username, password });
      server.clock.advance(900);
      expect(await me(request)).toBe(username);
      expect(storage.items.size).toBe(0);

      const other = load(createLocalStorage());
      expect(await other.resume()).toEqual({ status: 'signedOut', reason: null });
      await request.logout();
    },
  );

  test.each(Object.entries(onServers))('a server that %s has no tabs', (_title, stub) => {
    stub();
    const opened = vi.fn();
    vi.stubGlobal('BroadcastChannel', opened);
    load(createLocalStorage()).close();
    expect(opened).not.toHaveBeenCalled();
  });

  test('keeps nothing in a browser that blocks it, and breaks nothing', async () => {
    vi.stubGlobal('document', {});
    stubBlocked();
    const session = load(createLocalStorage());
    await session.register({ username, password });
    server.clock.advance(900);
    expect(await me(session)).toBe(username);
  });

  test('keeps nothing in a web view that has none, and breaks nothing', async () => {
    vi.stubGlobal('document', {});
    vi.stubGlobal('localStorage', null);
    const session = load(createLocalStorage());
    await session.register({ username, password });
    await session.logout();
    expect(session.state()).toEqual({ status: 'signedOut', reason: null });
  });
});

function stubBlocked(): void {
  vi.stubGlobal('localStorage', undefined);
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get() {
      throw new DOMException('blocked', 'SecurityError');
    },
  });
}

describe('a session that an earlier release stored', () => {
  beforeEach(() => {
    storage = { ...storage, shared: true };
  });
  const oldKey = () => `authgraph:${proxy.url}/graphql`;

  /** Signs in, and leaves the pair where and as an earlier release kept it. */
  async function storedByEarlierRelease(): Promise<void> {
    await load().register({ username, password });
    const [[key, text] = ['', '{}']] = storage.items;
    const { pair, savedAt } = JSON.parse(text) as Record<string, unknown>;
    storage.items.delete(key);
    storage.items.set(oldKey(), JSON.stringify({ pair, savedAt }));
  }

  test('goes on, and moves to the new key with its next pair', async () => {
    await storedByEarlierRelease();
    const session = load();
    expect((await session.resume()).status).toBe('signedIn');
    server.clock.advance(900);
    expect(await me(session)).toBe(username);
    expect([...storage.items.keys()]).toEqual([expect.stringMatching(/^[\w.-]+$/)]);
    expect(await me(load())).toBe(username);
  });

  test('ends with a sign-out, and leaves nothing behind', async () => {
    await storedByEarlierRelease();
    await load().logout();
    expect(storage.items.size).toBe(0);
    expect((await load().resume()).status).toBe('signedOut');
  });

  test('is not looked for where the application names the key', async () => {
    await storedByEarlierRelease();
    const clock = clientClock(server.clock);
    const named = openSession({ at: proxy.url, storage, clock, key: 'mine' });
    expect((await named.resume()).status).toBe('signedOut');
    expect(storage.items.has(oldKey())).toBe(true);
  });

  test('is not looked for in a storage that may refuse its key', async () => {
    await storedByEarlierRelease();
    const keys: string[] = [];
    const strict: TokenStorage = {
      ...storage,
      shared: false,
      getItem: (key) => (keys.push(key), storage.getItem(key)),
    };
    expect((await load(strict).resume()).status).toBe('signedOut');
    expect(keys).not.toContain(oldKey());
  });
});
