import { createRotationKey } from '../../src/client/rotation-key.js';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { MeDocument, type Session, type TokenStorage } from '../../src/client/index.js';
import {
  clientClock,
  createMemoryStorage,
  openSession,
  statesOf,
} from '../support/client-session.js';
import { databases } from '../support/databases.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startBehindProxy, type Fault, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** Replies that never arrive, for longer than the grace of the service. Nobody is signed out by them. */
describe.each(databases)('on $name, a refresh whose reply is lost', ({ name }) => {
  let server: TestServer;
  let proxy: Proxy;
  let sent: (string | null)[];
  let faults: Fault[];
  let names = 0;
  let username: string;
  beforeAll(() =>
    startBehindProxy(startTestServer({ database: name }), (started) => {
      ({ server, proxy } = started);
    }),
  );
  beforeEach(() => {
    username = `lost${(names += 1)}`;
    [sent, faults] = [[], []];
    proxy.fault = (operation) => (operation === 'Refresh' ? faults.shift() : undefined);
  });
  afterEach(() => vi.unstubAllGlobals());

  /** Sees what the client sends. */
  const spy: typeof fetch = (url, init) => {
    const { variables } = JSON.parse(init?.body as string) as {
      variables: { refreshToken?: string; idempotencyKey?: string | null };
    };
    if ('refreshToken' in variables) sent.push(variables.idempotencyKey ?? null);
    return fetch(url, init);
  };

  function open(storage?: TokenStorage): Session {
    const clock = clientClock(server.clock);
    return openSession({ at: proxy.url, clock, fetch: spy, ...(storage && { storage }) });
  }

  const me = async (session: Session) => (await session.request(MeDocument, {})).me?.username;

  /** The service rotates, and the network loses both replies. */
  async function loseReply(session: Session): Promise<void> {
    faults = ['lost', 'lost'];
    await expect(session.refresh()).rejects.toThrow(TypeError);
  }

  test.each([1, 11, 3600, 23 * 3600])(
    'goes on after %d seconds without a network',
    async (away) => {
      const session = open();
      await session.register({ username, password });
      const seen = statesOf(session);
      await loseReply(session);
      server.clock.advance(away);
      expect(await me(session)).toBe(username);
      expect(seen).toEqual([]);
      expect(new Set(sent).size).toBe(1);
      expect(sent[0]).toMatch(/^[A-Za-z0-9_-]{22}$/);
    },
  );

  test('goes on after a reload, and in another tab', async () => {
    const storage = createMemoryStorage();
    await open(storage).register({ username, password });
    await loseReply(open(storage));
    server.clock.advance(3600);
    const other = open(storage);
    expect(await me(other)).toBe(username);
    server.clock.advance(3600);
    expect(await me(open(storage))).toBe(username);
    expect(sent.slice(0, 3)).toEqual(Array(3).fill(sent[0]));
    expect(sent[3]).not.toBe(sent[0]);
  });

  test('is sent again and again with one key, and each rotation has a new one', async () => {
    const session = open();
    await session.register({ username, password });
    for (let round = 0; round < 3; round += 1) {
      await loseReply(session);
      server.clock.advance(3600);
      await session.refresh();
    }
    expect(sent).toHaveLength(9);
    expect(new Set(sent).size).toBe(3);
  });

  test('has a key of its own after another sign-in', async () => {
    const session = open(createMemoryStorage());
    await session.register({ username, password });
    await loseReply(session);
    await session.login({ username, password });
    await session.refresh();
    expect(new Set(sent).size).toBe(2);
  });

  test.each(['throws', 'rejects'])('has no key where the storage %s', async (how) => {
    const fail = () => {
      if (how === 'throws') throw new Error('full');
      return Promise.reject(new Error('full'));
    };
    const onStorageError = vi.fn();
    const storage = { ...createMemoryStorage(), setItem: fail };
    const session = openSession({ at: proxy.url, fetch: spy, storage, onStorageError });
    await session.register({ username, password });
    await session.refresh();
    expect(sent).toEqual([null]);
    expect(onStorageError).toHaveBeenCalledWith(new Error('full'));
  });

  test('has a new key when the one that is stored was used by the refresh before', async () => {
    const storage = createMemoryStorage();
    const session = open(storage);
    await session.register({ username, password });
    await session.refresh();
    // As in cookie mode, where the browser took the cookie, and the page that asked was gone.
    const [[key, text] = ['', '']] = [...storage.items];
    storage.setItem(key, JSON.stringify({ ...(JSON.parse(text) as object), rotation: sent[0] }));
    const reloaded = open(storage);
    await reloaded.refresh();
    expect(await me(reloaded)).toBe(username);
    expect(sent.slice(0, 2)).toEqual([sent[0], sent[0]]);
    expect(new Set(sent).size).toBe(2);
    expect(sent).toHaveLength(3);
  });
});

test('an idempotency key is 128 random bits in base64url, or none without them', () => {
  const keys = Array.from({ length: 1000 }, createRotationKey);
  expect(new Set(keys).size).toBe(1000);
  for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_-]{22}$/);
  vi.stubGlobal('crypto', undefined);
  expect(createRotationKey()).toBeUndefined();
  vi.unstubAllGlobals();
});
