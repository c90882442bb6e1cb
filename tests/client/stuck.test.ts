import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTabs } from '../../src/client/index.js';
import { openSession } from '../support/client-session.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** Works that never end. What real tabs do about one that is stuck is in tests/browser/stuck-tab.test.ts. */
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const never = new Promise<never>(() => undefined);

test('a work that never ends gives its turn to the next after ten seconds', async () => {
  vi.useFakeTimers();
  const tabs = createTabs('stuck');
  void tabs.exclusive(() => never);
  const next = vi.fn(() => Promise.resolve('done'));
  const turn = tabs.exclusive(next);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(next).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await turn).toBe('done');
});

describe.each(['in a single tab', 'in a page without locks'])('%s', (where) => {
  test('a storage that never answers keeps no other session from working', async () => {
    if (where !== 'in a single tab') {
      vi.stubGlobal('document', {});
      vi.stubGlobal('navigator', {});
    }
    const storage = { getItem: () => null, setItem: () => never, removeItem: () => never };
    const stuck = openSession({ at: server.url, storage, key: 'one' });
    void stuck.register({ username: `stuck${where.length}`, password });
    const session = openSession({ at: server.url, key: 'other' });
    await session.register({ username: `free${where.length}`, password });
    expect(session.state()).toMatchObject({ status: 'signedIn' });
  });
});

test('a fetch that never settles, whatever is aborted, is given up', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const session = openSession({ at: server.url, fetch: () => never });
  const answer = session.login({ username: 'ada', password }).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await answer).toMatchObject({ name: 'AbortError' });
});
