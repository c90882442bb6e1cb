import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Session, SessionOptions } from '../../src/client/index.js';
import { createMemoryStorage, openSession } from '../support/client-session.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
afterEach(() => vi.unstubAllGlobals());

const idPattern = /^[A-Za-z0-9_-]{22}$/;

let users = 0;
const nextName = () => `device${(users += 1)}`;

/** A session, and the ids that its requests have sent: those with none as `null`. */
function recorded(options: Partial<SessionOptions> = {}) {
  const sent: { operation: string; id: string | null }[] = [];
  const record: typeof fetch = (url, init) => {
    const { query } = JSON.parse(init?.body as string) as { query: string };
    const id = new Headers(init?.headers).get('x-authgraph-device');
    sent.push({ operation: /\w+ (\w+)/.exec(query)?.[1] ?? '', id });
    return fetch(url, init);
  };
  const session = openSession({ at: server.url, fetch: record, ...options });
  return { session, sent };
}

async function signInTwice({ session }: { session: Session }) {
  const username = nextName();
  await session.register({ username, password });
  await session.logout();
  await session.login({ username, password });
}

const sharedStorage = () => ({ ...createMemoryStorage(), shared: true });

describe('a session of all tabs', () => {
  test('sends one id with its sign-ins, and with nothing else', async () => {
    const storage = sharedStorage();
    const one = recorded({ storage });
    await signInTwice(one);
    await one.session.refresh();
    await one.session.signIn({ password: { username: nextName(), password } }).catch(() => null);
    const [first] = one.sent;
    expect(first?.id).toMatch(idPattern);
    const ids = { Register: first?.id, Login: first?.id, SignIn: first?.id };
    for (const { operation, id } of one.sent) {
      expect([operation, id]).toEqual([operation, ids[operation as keyof typeof ids] ?? null]);
    }
    expect(one.sent.map(({ operation }) => operation)).toContain('Refresh');
    await one.session.logout();
    expect(storage.items.size).toBe(0);
    const [[key, kept] = ['', '']] = storage.deviceIds;
    expect(key).toMatch(/^authgraph\.[\w.-]+\.device$/);
    expect(kept).toBe(first?.id);
    one.session.close();

    const reloaded = recorded({ storage });
    await reloaded.session.login({ username: nextName(), password }).catch(() => null);
    expect(reloaded.sent[0]?.id).toBe(first?.id);
    reloaded.session.close();
  });

  test('never takes the session of an earlier release for an id', async () => {
    const storage = sharedStorage();
    storage.setItem(`authgraph:${server.url}/graphql`, 'a session with a refresh token');
    const { session, sent } = recorded({ storage });
    await session.register({ username: nextName(), password });
    expect(sent[0]?.id).toMatch(idPattern);
    session.close();
  });

  test('sends no id that it cannot keep, and signs in all the same', async () => {
    const kept = sharedStorage();
    const setItem = (key: string, text: string) => {
      if (key.endsWith('.device')) throw new DOMException('full', 'QuotaExceededError');
      return kept.setItem(key, text);
    };
    const full = recorded({ storage: { ...kept, setItem } });
    await signInTwice(full);
    expect(full.sent.every(({ id }) => id === null)).toBe(true);
    full.session.close();
  });
});

test('a storage of one tab gets no id, but in React Native', async () => {
  const storage = createMemoryStorage();
  const tab = recorded({ storage });
  await signInTwice(tab);
  expect(tab.sent.every(({ id }) => id === null)).toBe(true);
  expect(storage.deviceIds.size).toBe(0);

  vi.stubGlobal('navigator', { product: 'ReactNative' });
  const native = recorded({ storage });
  await signInTwice(native);
  const ids = native.sent.flatMap(({ id }) => id ?? []);
  expect(new Set(ids).size).toBe(1);
  expect(ids).toHaveLength(2);
});

test('without a storage no id is sent', async () => {
  const memory = recorded();
  await signInTwice(memory);
  expect(memory.sent.every(({ id }) => id === null)).toBe(true);
});
