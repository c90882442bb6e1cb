import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { listenToSessionEvents, type SessionEvent } from '../../src/client/events.js';
import type { Session } from '../../src/client/index.js';
import { clientClock, createMemoryStorage, openSession } from '../support/client-session.js';
import { startEventService, type EventService } from '../support/event-service.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { createWebLocks } from '../support/web-locks.js';

/** Tabs of one process. Those of a browser are in tests/browser/events.test.ts. */
let server: TestServer;
let service: EventService;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

interface Tab {
  readonly session: Session;
  readonly events: SessionEvent[];
  missed: number;
  close(): void;
}

let names = 0;
let shared: ReturnType<typeof createMemoryStorage> & { shared: true };
const tabs: Tab[] = [];
beforeEach(async () => {
  shared = { ...createMemoryStorage(), shared: true };
  service = await startEventService();
  vi.stubGlobal('document', {});
  vi.stubGlobal('navigator', { locks: createWebLocks() });
});
afterEach(async () => {
  for (const tab of tabs.splice(0)) tab.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await service.close();
});

function openTab(key = 'one'): Tab {
  const clock = clientClock(server.clock);
  const session = openSession({ at: server.url, storage: shared, key, clock });
  const stop = listenToSessionEvents(session, {
    url: service.url,
    onEvent: (event) => tab.events.push(event),
    onMissed: () => (tab.missed += 1),
  });
  const tab: Tab = {
    session,
    events: [],
    missed: 0,
    close() {
      stop();
      session.close();
    },
  };
  tabs.push(tab);
  return tab;
}

/** Tabs that are signed in, the first of them with the stream. */
async function openTabs(count: number): Promise<Tab[]> {
  const first = openTab();
  await first.session.register({ username: `tab${(names += 1)}of`, password });
  await opened(1);
  const others = Array.from({ length: count - 1 }, () => openTab());
  await Promise.all(others.map(({ session }) => session.resume()));
  for (const other of others) await expect.poll(() => other.session.usableToken()).toBeDefined();
  await settle();
  return [first, ...others];
}

const opened = (count: number) => expect.poll(() => service.asked.length).toBe(count);
const streams = (count: number) => expect.poll(() => service.open()).toBe(count);
/** What was sent between tabs has come, on a host that stood still meanwhile, too. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 30));
  for (let turns = 0; turns < 25; turns += 1) await new Promise(setImmediate);
}
const idsIn = ({ events }: Tab) => events.map(({ id }) => id);

let ids = 0;
const event = (fields: object) => {
  const id = `e${(ids += 1)}`;
  return { id, at: new Date().toISOString(), position: `after ${id}`, ...fields };
};
const changed = () => event({ __typename: 'CredentialsChanged', type: 'password' });
const ended = () =>
  event({ __typename: 'SessionEnded', sessionId: null, current: true, reason: 'SIGNED_OUT' });

describe('tabs of one session', () => {
  test('have one stream, and all hear what comes over it', async () => {
    const all = await openTabs(4);
    const one = changed();
    service.send(one);
    for (const tab of all) await expect.poll(() => tab.events).toEqual([one]);
    expect(service.asked).toHaveLength(1);
  });

  test('are all signed out at once, and all hear why', async () => {
    const all = await openTabs(3);
    const end = ended();
    service.send(end);
    for (const { session, events } of all) {
      await expect
        .poll(() => session.state())
        .toEqual({
          status: 'signedOut',
          reason: 'TOKEN_REVOKED',
        });
      await expect.poll(() => events).toEqual([end]);
    }
    await streams(0);
    expect(service.asked).toHaveLength(1);
    expect(shared.items.size).toBe(0);
  });

  test('hand the stream on with its place: no event is lost, and none comes twice', async () => {
    const [first, second, third] = (await openTabs(3)) as [Tab, Tab, Tab];
    const one = changed();
    service.send(one);
    await expect.poll(() => idsIn(third)).toEqual([one.id]);
    first.close();
    await opened(2);
    expect(service.asked[1]?.after).toBe(one.position);
    const two = changed();
    service.send(two);
    await expect.poll(() => idsIn(third)).toEqual([one.id, two.id]);
    expect(idsIn(second)).toEqual([one.id, two.id]);
    expect(idsIn(first)).toEqual([one.id]);
    expect(second.missed + third.missed).toBe(0);
  });

  test('tell a new tab the place, which the next stream then begins at', async () => {
    const [first] = (await openTabs(1)) as [Tab];
    const one = changed();
    service.send(one);
    await expect.poll(() => idsIn(first)).toEqual([one.id]);
    const late = openTab();
    await late.session.resume();
    await settle();
    first.close();
    await opened(2);
    expect(service.asked[1]?.after).toBe(one.position);
    expect(late.events).toEqual([]);
  });

  test('take the stream over from a tab that is stuck, after 90 seconds', async () => {
    const [stuck, second] = (await openTabs(1)) as [Tab, Tab];
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const other = openTab();
    await other.session.resume();
    await expect.poll(() => other.session.usableToken()).toBeDefined();
    await settle();
    expect(second).toBeUndefined();
    // The timers of the first tab are real, so they stand still beside these.
    await vi.advanceTimersByTimeAsync(89_000);
    expect(service.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    await opened(2);
    await streams(1);
    const one = changed();
    service.send(one);
    await expect.poll(() => idsIn(stuck)).toEqual([one.id]);
    expect(idsIn(other)).toEqual([one.id]);
  });

  test('leave the stream to a tab that shows signs of life', async () => {
    await openTabs(1);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const other = openTab();
    await other.session.resume();
    await expect.poll(() => other.session.usableToken()).toBeDefined();
    for (let beats = 0; beats < 4; beats += 1) {
      await vi.advanceTimersByTimeAsync(60_000);
      service.write(':\n\n');
      await settle();
    }
    expect(service.asked).toHaveLength(1);
  });
});

test('two users of one page have a stream each, and hear nothing of each other', async () => {
  const [one] = (await openTabs(1)) as [Tab];
  const other = openTab('other');
  await other.session.register({ username: `tab${(names += 1)}of`, password });
  await opened(2);
  const tokens = service.asked.map(({ token }) => token);
  expect(new Set(tokens)).toEqual(
    new Set([one.session.usableToken(), other.session.usableToken()]),
  );
  const end = ended();
  service.send(end, other.session.usableToken());
  await expect.poll(() => other.session.state().status).toBe('signedOut');
  await settle();
  expect(one.events).toEqual([]);
  expect(one.session.state().status).toBe('signedIn');
});

describe.each([
  ['without Web Locks', {}],
  [
    'that gets no locks, as a sandboxed frame',
    { locks: { request: () => Promise.reject(new DOMException('no', 'SecurityError')) } },
  ],
])('a page %s', (_, navigator) => {
  test('has a stream of its own', async () => {
    vi.stubGlobal('navigator', navigator);
    const [first] = (await openTabs(1)) as [Tab];
    const second = openTab();
    await second.session.resume();
    await opened(2);
    const one = changed();
    service.send(one);
    await expect.poll(() => idsIn(first)).toContain(one.id);
    await expect.poll(() => idsIn(second)).toContain(one.id);
    service.send(ended());
    for (const { session } of [first, second]) {
      await expect.poll(() => session.state().status).toBe('signedOut');
    }
  });
});
