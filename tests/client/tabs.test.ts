import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTabs, MeDocument, type Session } from '../../src/client/index.js';
import { clientClock, createMemoryStorage, openSession } from '../support/client-session.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** What browsers do is tested in tests/browser/client.test.ts; here is what some of them lack. */
let server: TestServer;
let proxy: Proxy;
beforeAll(async () => {
  server = await startTestServer();
  proxy = await startProxy(server.url);
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});

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

const me = async (tab: Session) => (await tab.request(MeDocument, {})).me?.username;

describe('tabs of a browser without Web Locks', () => {
  beforeEach(() => {
    vi.stubGlobal('document', {});
    vi.stubGlobal('navigator', {});
  });

  test('hear of a sign-in, a refresh and a sign-out over the channel', async () => {
    const [one, other] = [openTab(), openTab()];
    await other.resume();
    const heard = () => vi.waitFor(() => expect(other.state()).toEqual(one.state()));
    await one.register({ username, password });
    await heard();
    expect(other.usableToken()).toBe(await one.accessToken());

    server.clock.advance(900);
    await one.accessToken();
    await vi.waitFor(() => expect(other.usableToken()).toBe(one.usableToken()));
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
    vi.stubGlobal('navigator', {
      locks: {
        request: (_name: string, _options: unknown, work: (lock: unknown) => unknown) => work({}),
      },
    });
    const tabs = createTabs('failing');
    const work = vi.fn().mockRejectedValue(new Error('the work'));
    await expect(tabs.exclusive(work)).rejects.toThrow('the work');
    expect(work).toHaveBeenCalledTimes(1);
    tabs.close();
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
