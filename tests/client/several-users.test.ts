import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { MeDocument, type Session, type SessionOptions } from '../../src/client/index.js';
import { createMemoryStorage, openSession } from '../support/client-session.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startBehindProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** Tabs of one browser with one storage, in which several users sign in. No tab may act as the wrong one. */
let server: TestServer;
let proxy: Proxy;
beforeAll(() =>
  startBehindProxy(startTestServer(), (started) => {
    ({ server, proxy } = started);
  }),
);

let names = 0;
let ada: string;
let bob: string;
let shared: ReturnType<typeof createMemoryStorage> & { shared: true };
const open: Session[] = [];
beforeEach(async () => {
  names += 1;
  [ada, bob] = [`ada${names}`, `bob${names}`];
  await server.register({ username: ada });
  await server.register({ username: bob });
  shared = { ...createMemoryStorage(), shared: true };
  vi.stubGlobal('document', {});
  vi.stubGlobal('navigator', {});
});
afterEach(() => {
  for (const session of open.splice(0)) session.close();
  vi.unstubAllGlobals();
});

const hour = 3_600_000;

/** @param ahead milliseconds by which the wall clock of the device is wrong while the tab is used */
function openTab(ahead = 0, options: Partial<SessionOptions> = {}): Session {
  const clock = { now: () => server.clock.now() + ahead, monotonic: server.clock.now };
  const tab = openSession({ at: proxy.url, storage: shared, clock, ...options });
  open.push(tab);
  return tab;
}

const login = (tab: Session, username: string) => tab.login({ username, password });
const me = async (tab: Session) => (await tab.request(MeDocument, {})).me?.username;
const userOf = (tab: Session) => {
  const state = tab.state();
  return state.status === 'signedIn' ? state.user.username : state.status;
};
const storedUser = () => {
  const [text = '{}'] = shared.items.values();
  return (JSON.parse(text) as { pair?: { user: { username: string } } }).pair?.user.username;
};

/** Whoever tells the tabs apart by their clocks gets one of these wrong. */
const clocks = [
  { first: 0, second: 0 },
  { first: hour, second: 0 },
  { first: 0, second: hour },
  { first: 24 * hour, second: -24 * hour },
];

describe.each(clocks)('with clocks that are $first and $second ms ahead', ({ first, second }) => {
  test('a tab that signs in as another user takes all tabs along, and keeps its user', async () => {
    const b = openTab(first);
    await login(b, ada);
    const a = openTab(second);
    await login(a, bob);
    await expect.poll(() => userOf(b)).toBe(bob);

    server.clock.advance(900);
    expect(await me(b)).toBe(bob);
    expect(storedUser()).toBe(bob);
    expect(await me(a)).toBe(bob);
    const reloaded = openTab();
    await reloaded.resume();
    expect(userOf(reloaded)).toBe(bob);
  });

  test('a sign-in after a sign-out is heard by tabs that have counted for long', async () => {
    const b = openTab(first);
    await login(b, ada);
    for (let round = 0; round < 5; round += 1) await b.refresh();
    const a = openTab(second);
    await a.logout();
    await expect.poll(() => userOf(b)).toBe('signedOut');
    const c = openTab(second);
    await login(c, bob);
    await expect.poll(() => userOf(b)).toBe(bob);
    await login(b, ada);
    await expect.poll(() => userOf(c)).toBe(ada);
  });

  test('a new tab that signs out, signs out the tab that renewed last', async () => {
    const b = openTab(first);
    await login(b, ada);
    await b.refresh();
    await openTab(second).forget();
    await expect.poll(() => userOf(b)).toBe('signedOut');
    expect(shared.items.size).toBe(0);
  });
});

test('a tab that goes through many users and hours is followed by the other', async () => {
  const [a, b] = [openTab(hour), openTab(-hour)];
  await b.resume();
  for (const [tab, other, user] of [
    [a, b, ada],
    [b, a, bob],
    [b, a, ada],
    [a, b, bob],
  ] as const) {
    await login(tab, user);
    await expect.poll(() => userOf(other)).toBe(user);
    server.clock.advance(900);
    expect(await Promise.all([me(a), me(b)])).toEqual([user, user]);
  }
});

describe('a tab that has not heard that another user signed in', () => {
  beforeEach(() => vi.stubGlobal('BroadcastChannel', undefined));

  test('becomes this user at its next renewal, instead of overwriting the pair', async () => {
    const [a, b] = [openTab(), openTab(hour)];
    await login(b, ada);
    await login(a, bob);
    expect(userOf(b)).toBe(ada);
    server.clock.advance(900);
    expect(await me(b)).toBe(bob);
    expect(storedUser()).toBe(bob);
  });

  test('leaves the pair where it is when its own session has ended', async () => {
    const [a, b] = [openTab(), openTab(hour)];
    await login(b, ada);
    await b.refresh();
    const token = (await b.accessToken()) ?? '';
    await a.forget();
    await login(a, bob);
    await server.send('mutation { logout }', {}, { token });
    server.clock.advance(900);
    expect(await me(b)).toBe(bob);
    expect(storedUser()).toBe(bob);
  });

  test.each(['renewal', 'end'])('does not touch it by a %s that is under way', async (what) => {
    const b = openTab();
    await login(b, ada);
    if (what === 'end') {
      await server.send('mutation { logout }', {}, { token: (await b.accessToken()) ?? '' });
    }
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    proxy.fault = (operation) => (operation === 'Refresh' ? held : undefined);
    proxy.passed.length = 0;
    const refreshed = b.refresh().catch(() => undefined);
    await expect.poll(() => proxy.count('Refresh')).toBe(1);
    await login(openTab(), bob);
    release();
    await refreshed;
    proxy.fault = () => undefined;
    expect(storedUser()).toBe(bob);
    expect(userOf(b)).toBe(bob);
  });
});

test('a renewal that comes after a sign-out in another tab does not undo it', async () => {
  vi.stubGlobal('BroadcastChannel', undefined);
  const b = openTab();
  await login(b, ada);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  proxy.fault = (operation) => (operation === 'Refresh' ? held : undefined);
  proxy.passed.length = 0;
  const refreshed = b.refresh();
  await expect.poll(() => proxy.count('Refresh')).toBe(1);
  await openTab().forget();
  release();
  await refreshed;
  proxy.fault = () => undefined;
  expect(shared.items.size).toBe(0);
  expect(userOf(b)).toBe('signedOut');
});

test('a storage that cannot be read keeps nobody from signing in', async () => {
  const storage = { ...shared, getItem: () => Promise.reject(new Error('locked')) };
  const tab = openTab(0, { storage });
  await login(tab, bob);
  expect(storedUser()).toBe(bob);
  expect(await me(tab)).toBe(bob);
});
