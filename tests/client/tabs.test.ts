import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTabs, MeDocument, type Session } from '../../src/client/index.js';
import { clientClock, createMemoryStorage, openSession } from '../support/client-session.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startBehindProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { createTabLock, type LockManager } from '../../src/client/tabs.js';

/** What browsers do is tested in tests/browser/client.test.ts; here is what some of them lack. */
let server: TestServer;
let proxy: Proxy;
beforeAll(() =>
  startBehindProxy(startTestServer(), (started) => {
    ({ server, proxy } = started);
  }),
);

let names = 0;
let username: string;
let shared: ReturnType<typeof createMemoryStorage> & { shared: true };
const open: Session[] = [];
beforeEach(() => {
  username = `tabber${(names += 1)}`;
  shared = { ...createMemoryStorage(), shared: true };
});
afterEach(() => {
  for (const session of open.splice(0)) session.close();
  vi.unstubAllGlobals();
});

function openTab(): Session {
  const tab = openSession({ at: proxy.url, storage: shared, clock: clientClock(server.clock) });
  open.push(tab);
  return tab;
}

/** Web Locks within one process, for locks that nobody waits for. */
function createLockManager(): LockManager {
  const held = new Set<string>();
  return {
    async request(name, work) {
      held.add(name);
      try {
        return await work();
      } finally {
        held.delete(name);
      }
    },
    query: () => Promise.resolve({ held: [...held].map((name) => ({ name })) }),
  };
}

const me = async (tab: Session) => (await tab.request(MeDocument, {})).me?.username;

describe('tabs of a browser without Web Locks', () => {
  beforeEach(() => {
    vi.stubGlobal('document', {});
    vi.stubGlobal('navigator', {});
  });

  test('hear of a sign-in, a refresh and a sign-out over the channel', async () => {
    const [one, other] = [openTab(), openTab()];
    await other.resume();
    const heard = () => expect.poll(() => other.state()).toEqual(one.state());
    await one.register({ username, password });
    await heard();
    expect(other.usableToken()).toBe(await one.accessToken());

    server.clock.advance(900);
    await one.accessToken();
    await expect.poll(() => other.usableToken()).toBe(one.usableToken());
    expect(other.usableToken()).toMatch(/^ey/);

    await one.logout();
    await heard();
    expect(await other.accessToken()).toBeUndefined();
  });

  test('may both refresh at once, and both stay signed in', async () => {
    const [one, other] = [openTab(), openTab()];
    await one.register({ username, password });
    await other.resume();
    server.clock.advance(900);
    expect(await Promise.all([me(one), me(other)])).toEqual([username, username]);
    server.clock.advance(900);
    expect(await me(other)).toBe(username);
  });
});

describe('a storage that shows late what another tab has stored', () => {
  test('brings no old pair back, which the service would take for theft', async () => {
    vi.stubGlobal('document', {});
    vi.stubGlobal('navigator', {});
    const one = openTab();
    await one.register({ username, password });
    const old = [...shared.items.values()][0] ?? '';
    const other = openSession({
      at: proxy.url,
      storage: { ...shared, getItem: () => old },
      clock: clientClock(server.clock),
    });
    open.push(other);
    await other.resume();
    server.clock.advance(900);
    await one.accessToken();
    await expect.poll(() => other.usableToken()).toBe(one.usableToken());

    server.clock.advance(900);
    expect(await me(other)).toBe(username);
    await one.logout();
    await expect.poll(() => other.state().status).toBe('signedOut');
    await expect(other.refresh()).rejects.toMatchObject({ reason: 'TOKEN_MISSING' });
    expect(await other.accessToken()).toBeUndefined();
  });
});

describe('a page that gets no locks', () => {
  test('goes on without, as a sandboxed frame', async () => {
    const request = vi.fn().mockRejectedValue(new DOMException('no', 'SecurityError'));
    vi.stubGlobal('document', {});
    vi.stubGlobal('navigator', { locks: { request } });
    const tab = openTab();
    await tab.register({ username, password });
    server.clock.advance(900);
    expect(await me(tab)).toBe(username);
    expect(request).toHaveBeenCalled();
  });

  test('does nothing twice when the work itself fails', async () => {
    vi.stubGlobal('document', {});
    vi.stubGlobal('navigator', { locks: createLockManager() });
    const tabs = createTabs('failing');
    const work = vi.fn().mockRejectedValue(new Error('the work'));
    await expect(tabs.exclusive(work)).rejects.toThrow('the work');
    expect(work).toHaveBeenCalledTimes(1);
    tabs.close();
  });
});

describe('a tab that gets its turn', () => {
  const manager = createLockManager();
  const [one, other] = [createTabLock('turns', manager), createTabLock('turns', manager)];
  const never = () => Promise.reject(new Error('no locks'));
  afterEach(() => vi.useRealTimers());

  test('waits for the news of the tab before, which may come after the lock', async () => {
    const work = vi.fn(() => Promise.resolve());
    const news = one.emit();
    const turn = other.exclusive(work, never);
    await new Promise(setImmediate);
    expect(work).not.toHaveBeenCalled();
    other.hear(news);
    await turn;
    expect(work).toHaveBeenCalledTimes(1);
  });

  test('does not wait for what it has heard, or said', async () => {
    const work = vi.fn(() => Promise.resolve());
    vi.useFakeTimers();
    other.hear(one.emit());
    await one.exclusive(work, never);
    await other.exclusive(work, never);
    expect(work).toHaveBeenCalledTimes(2);
  });

  test('waits half a second at most', async () => {
    const work = vi.fn(() => Promise.resolve());
    vi.useFakeTimers();
    one.emit();
    const turn = other.exclusive(work, never);
    await vi.advanceTimersByTimeAsync(499);
    expect(work).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await turn;
    expect(work).toHaveBeenCalledTimes(1);
  });
});

describe('on a server', () => {
  test('sessions of one name never hear of each other: they are of different users', () => {
    const opened = vi.fn();
    vi.stubGlobal('BroadcastChannel', opened);
    const rendering = openSession({ at: proxy.url, cookies: true });
    rendering.close();
    expect(opened).not.toHaveBeenCalled();
  });

  test('making a session starts nothing, so that pages can be rendered', () => {
    const asked = vi.fn();
    const session = openSession({ at: proxy.url, cookies: true, fetch: asked });
    expect(session.state()).toEqual({ status: 'unknown' });
    expect(session.state()).toBe(session.state());
    expect(session.usableToken()).toBeUndefined();
    expect(asked).not.toHaveBeenCalled();
  });
});
