import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventsIn } from '../../src/client/event-stream.js';
import { listenToSessionEvents, type SessionEvent } from '../../src/client/events.js';
import type { Session } from '../../src/client/index.js';
import { clientClock, openSession, statesOf } from '../support/client-session.js';
import {
  next,
  openStream,
  startEventService,
  type AskedStream,
  type EventService,
} from '../support/event-service.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startBehindProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** The session is the service's; its streams are the test's own, which can do what a service or a network does. */
let server: TestServer;
let proxy: Proxy;
let service: EventService;
beforeAll(() =>
  startBehindProxy(startTestServer(), (started) => {
    ({ server, proxy } = started);
  }),
);

let names = 0;
let session: Session;
let username: string;
let stop: () => void = () => undefined;
let missed: number;
const events: SessionEvent[] = [];
beforeEach(async () => {
  proxy.passed.length = 0;
  proxy.fault = () => undefined;
  events.length = missed = 0;
  service = await startEventService();
  session = openSession({ at: proxy.url, clock: clientClock(server.clock) });
  username = `listener${(names += 1)}`;
  await session.register({ username, password });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(async () => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await service.close();
});

async function listen(): Promise<void> {
  stop = listenToSessionEvents(session, {
    url: service.url,
    onEvent: (event) => events.push(event),
    onMissed: () => (missed += 1),
  });
  await expect.poll(() => service.asked.length).toBeGreaterThan(0);
}

/** So many requests for a stream have come. */
const opened = (count: number) => expect.poll(() => service.asked.length).toBe(count);
const heard = (count: number) => expect.poll(() => events.length).toBe(count);
const last = (): AskedStream | undefined => service.asked.at(-1);
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);
/** What has been sent has come: all ends of it are in this process. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 25; turns += 1) await new Promise(setImmediate);
}
const signedIn = () => session.state().status === 'signedIn';

let position = 0;
const at = new Date().toISOString();
const event = (fields: object) => ({ id: 'e', at, position: `p${(position += 1)}`, ...fields });
const ended = (current: boolean) =>
  event({ __typename: 'SessionEnded', sessionId: null, current, reason: 'SIGNED_OUT' });
const changed = () => event({ __typename: 'CredentialsChanged', type: 'password' });

describe('the text of a stream', () => {
  const read = async (chunks: readonly string[]) => {
    const found = [];
    for await (const each of eventsIn(Readable.from(chunks))) found.push(each);
    return found;
  };

  test('means the same in any pieces, with any line breaks', async () => {
    const text =
      ':\n\nevent: next\ndata: {"a":"é\u2028"}\ndata:b\nid: 7\n\n\nevent:complete\ndata\n\n';
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(text.length * 2), { maxLength: 12 }),
        async (lineBreak, cuts) => {
          const whole = `${text.replaceAll('\n', lineBreak)}\n`;
          const ends = [...cuts, whole.length].sort((one, other) => one - other);
          const pieces = ends.map((end, index) => whole.slice(ends[index - 1] ?? 0, end));
          expect(await read(pieces)).toEqual([
            { name: 'next', data: '{"a":"é\u2028"}\nb', id: '7' },
            { name: 'complete', data: '', id: '' },
          ]);
        },
      ),
    );
  });

  test.each([
    ['one line', 'data: ' + 'x'.repeat(65_537)],
    ['many lines', 'data: xxxxxxxx\n'.repeat(8_000)],
  ])('is given up where an event is too long, in %s', async (_, text) => {
    await expect(read([text])).rejects.toThrow(RangeError);
  });
});

describe('a listener', () => {
  test('asks by POST, with the token in its header and not in the address', async () => {
    await listen();
    const token = session.usableToken();
    expect(last()).toMatchObject({ method: 'POST', url: '/graphql/stream', token, after: null });
  });

  test('tells what has happened, and goes on after it where the stream was cut', async () => {
    await listen();
    const one = changed();
    service.send(one);
    await heard(1);
    expect(events).toEqual([one]);
    service.cut();
    await settle();
    await seconds(1);
    await opened(2);
    expect(last()?.after).toBe(one.position);
    expect(missed).toBe(0);
  });

  test('asks nothing before someone is signed in, nor after a sign-out', async () => {
    await session.logout();
    stop = listenToSessionEvents(session, { url: service.url });
    await settle();
    expect(service.asked).toEqual([]);
    await session.login({ username, password });
    await opened(1);
    await session.logout();
    await expect.poll(() => service.open()).toBe(0);
    await seconds(600);
    await opened(1);
  });

  test('that is stopped leaves nothing behind', async () => {
    await listen();
    stop();
    await expect.poll(() => service.open()).toBe(0);
    await seconds(600);
    await opened(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('follows the next sign-in of the same user, which is another session', async () => {
    await listen();
    const first = last()?.token;
    await session.login({ username, password });
    await seconds(15);
    await opened(2);
    expect(last()?.token).not.toBe(first);
  });
});

describe('the end of the session', () => {
  test('signs out at once, with a reason, and asks the service for nothing', async () => {
    await listen();
    const states = statesOf(session);
    proxy.passed.length = 0;
    proxy.fault = () => 'down';
    const end = ended(true);
    service.send(end);
    await expect.poll(signedIn).toBe(false);
    expect(states).toEqual([{ status: 'signedOut', reason: 'TOKEN_REVOKED' }]);
    expect(events).toEqual([end]);
    expect(proxy.passed).toEqual([]);
    expect(await session.accessToken()).toBeUndefined();
  });

  test('opens no other stream, also where the sign-out waits for a refresh', async () => {
    await listen();
    let release: () => void = () => undefined;
    proxy.fault = () => new Promise((resolve) => (release = resolve));
    const refresh = session.refresh();
    await expect.poll(() => proxy.count('Refresh')).toBe(1);
    vi.spyOn(Math, 'random').mockReturnValue(0);
    service.send(ended(true));
    await heard(1);
    service.complete();
    await settle();
    await seconds(1);
    await settle();
    expect(signedIn()).toBe(true);
    release();
    await refresh;
    await expect.poll(signedIn).toBe(false);
    await opened(1);
  });

  test('of another session signs nobody out', async () => {
    await listen();
    service.send(ended(false));
    await heard(1);
    await settle();
    expect(signedIn()).toBe(true);
  });

  test('does not concern a sign-in that came after it', async () => {
    await listen();
    await session.login({ username, password });
    service.send(ended(true));
    await heard(1);
    await settle();
    expect(signedIn()).toBe(true);
    expect(await session.accessToken()).toBeDefined();
  });

  test('that no stream has told is found by the refresh', async () => {
    await listen();
    await server.send('mutation { logout }', {}, { token: last()?.token ?? '' });
    service.answer = (response) => {
      openStream(response);
      response.end(next({ errors: [{ message: '', extensions: { code: 'UNAUTHENTICATED' } }] }));
    };
    service.complete();
    await settle();
    await seconds(3);
    await expect
      .poll(() => session.state())
      .toEqual({
        status: 'signedOut',
        reason: 'TOKEN_REVOKED',
      });
  });
});

/** The user has `roles` from now on. */
async function setRoles(roles: readonly string[]): Promise<void> {
  const state = session.state();
  const id = state.status === 'signedIn' ? state.user.id : '';
  await server.withStorage(({ users }) => users.setRoles(id, roles));
}
const rolesChanged = () =>
  event({ __typename: 'RolesChanged', roles: [], at: new Date(server.clock.now()).toISOString() });
const roles = () => {
  const state = session.state();
  return state.status === 'signedIn' ? state.user.roles : undefined;
};

describe('changed roles', () => {
  beforeEach(async () => {
    await setRoles(['editor']);
    await session.login({ username, password });
    expect(roles()).toEqual(['editor']);
    await setRoles([]);
    await listen();
  });

  test('come with a new token at once, and with another if that is of the same second', async () => {
    server.clock.advance(1 - (server.clock.now() % 1000) / 1000);
    service.send(rolesChanged());
    await expect.poll(roles).toEqual([]);
    expect(proxy.count('Refresh')).toBe(1);
    server.clock.advance(15);
    await seconds(15);
    await expect.poll(() => proxy.count('Refresh')).toBe(2);
    server.clock.advance(60);
    await seconds(60);
    expect(proxy.count('Refresh')).toBe(2);
  });

  test('need no refresh where the token is younger than they are', async () => {
    const change = rolesChanged();
    server.clock.advance(2);
    await session.refresh();
    service.send(change);
    await heard(1);
    await seconds(60);
    expect(proxy.count('Refresh')).toBe(1);
  });

  test('need another token where services refuse one of 100 ms later, too', async () => {
    const toNextSecond = 1 - (server.clock.now() % 1000) / 1000;
    server.clock.advance(toNextSecond + 0.95);
    const change = rolesChanged();
    server.clock.advance(0.06);
    await session.refresh();
    service.send(change);
    await expect.poll(() => proxy.count('Refresh')).toBe(2);
    server.clock.advance(1);
    await seconds(15);
    await expect.poll(() => proxy.count('Refresh')).toBe(3);
    server.clock.advance(15);
    await seconds(60);
    expect(proxy.count('Refresh')).toBe(3);
  });

  test('come after an outage, too', async () => {
    proxy.fault = () => 'down';
    service.send(rolesChanged());
    await heard(1);
    await settle();
    expect(roles()).toEqual(['editor']);
    proxy.fault = () => undefined;
    server.clock.advance(30);
    await seconds(15);
    await expect.poll(roles).toEqual([]);
  });
});

describe('a token', () => {
  test('is renewed ahead of its expiry, and a new stream begins where the last one was', async () => {
    await listen();
    const one = changed();
    service.send(one);
    await heard(1);
    server.clock.advance(900 - 31);
    await seconds(15);
    await opened(1);
    server.clock.advance(1);
    service.write(':\n\n');
    await settle();
    await seconds(15);
    await opened(2);
    expect(last()).toMatchObject({ token: session.usableToken(), after: one.position });
    expect(service.asked[0]?.token).not.toBe(last()?.token);
    await expect.poll(() => service.open()).toBe(1);
    expect(proxy.count('Refresh')).toBe(1);
  });

  test('that is refused is renewed once, and refused again leads to patience', async () => {
    service.answer = (response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }));
    };
    await listen();
    await opened(2);
    await settle();
    await seconds(14);
    await opened(2);
    expect(proxy.count('Refresh')).toBe(1);
    await seconds(46);
    await opened(3);
    expect(signedIn()).toBe(true);
  });
});

describe('a service', () => {
  test('without streams is asked once, and never again', async () => {
    service.answer = (response) => response.writeHead(404).end('not here');
    await listen();
    await settle();
    await seconds(3_600);
    await opened(1);
    expect(signedIn()).toBe(true);
  });

  const asking = (status: number, headers: object, body = '') =>
    ((response) => response.writeHead(status, { ...headers }).end(body)) as EventService['answer'];
  const overloaded = JSON.stringify({
    errors: [{ message: '', extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 90 } }],
  });

  test.each([
    ['429 with Retry-After', asking(429, { 'retry-after': '120' }), 120, 150],
    ['503 with an error', asking(503, { 'content-type': 'application/json' }, overloaded), 90, 113],
    ['503 without a word', asking(503, {}), 15, 30],
    [
      'an error in the stream',
      (response) => (openStream(response), response.end(next(JSON.parse(overloaded) as object))),
      90,
      113,
    ],
    ['a page of a proxy', asking(200, { 'content-type': 'text/html' }, '<h1>'), 15, 30],
    ['a wait of a year', asking(429, { 'retry-after': '31536000' }), 3_600, 4_500],
  ] satisfies [string, EventService['answer'], number, number][])(
    'that answers %s is given time',
    async (_, answer, least, most) => {
      service.answer = answer;
      await listen();
      await settle();
      await seconds(least - 1);
      await settle();
      expect(service.asked).toHaveLength(1);
      await seconds(most - least + 1);
      await opened(2);
      expect(signedIn()).toBe(true);
    },
  );

  test('that cannot be reached is asked after longer and longer waits', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    service.answer = (response) => response.destroy();
    await listen();
    for (const [index, wait] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
      await settle();
      await seconds(wait - 0.1);
      await settle();
      expect(service.asked).toHaveLength(index + 1);
      await seconds(0.1);
      await opened(index + 2);
    }
    expect(signedIn()).toBe(true);
  });

  test('that shuts down gets its clients back one after the other', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    await listen();
    await seconds(15);
    service.complete();
    await settle();
    await seconds(1.4);
    await opened(1);
    await seconds(0.2);
    await opened(2);
  });

  test('that is silent for 45 seconds is asked again, and one whose heart beats is not', async () => {
    await listen();
    for (let beats = 0; beats < 8; beats += 1) {
      await seconds(15);
      service.write(':\n\n');
      await settle();
    }
    await opened(1);
    await seconds(45);
    await settle();
    await seconds(1);
    await opened(2);
  });

  test.each(['POSITION_EXPIRED', 'POSITION_INVALID'])(
    'that does not know the position any more (%s) is asked without it',
    async (reason) => {
      await listen();
      service.send(changed());
      await heard(1);
      service.answer = (response, { after }) => {
        if (after === null) openStream(response);
        else
          asking(
            400,
            {},
            JSON.stringify({ errors: [{ extensions: { reason } }] }),
          )(response, {} as never);
      };
      service.cut();
      await settle();
      await seconds(1);
      await opened(2);
      await settle();
      expect(missed).toBe(1);
      await seconds(30);
      await opened(3);
      expect(last()?.after).toBeNull();
    },
  );

  test('that gave a position before any event is asked from there, and missed nothing', async () => {
    await listen();
    service.write(':\nid: first\n\n');
    await settle();
    service.write(':\nid: second\n\n');
    await settle();
    service.cut();
    await settle();
    await seconds(1);
    await opened(2);
    expect([last()?.after, missed]).toEqual(['second', 0]);
  });

  test('that gave no position yet is asked from now on, and what was missed is told', async () => {
    await listen();
    service.cut();
    await settle();
    await seconds(1);
    await opened(2);
    expect(missed).toBe(1);
  });

  test('that sends nonsense signs nobody out, and stops nothing', async () => {
    await listen();
    service.write('event: next\ndata: {"data":\n\nevent: next\ndata: null\n\n');
    service.send({ __typename: 'SessionEnded', current: true });
    service.send({ ...changed(), __typename: 'OfAnotherDay' });
    await heard(1);
    expect(signedIn()).toBe(true);
    service.write(`data: ${'x'.repeat(70_000)}`);
    await expect.poll(() => service.open()).toBe(0);
    await seconds(1);
    await opened(2);
  });
});

describe('a device', () => {
  test('that is offline asks nobody, and again at once when it is back', async () => {
    const page = new EventTarget();
    const navigator = { onLine: true };
    vi.stubGlobal('navigator', navigator);
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    await listen();
    navigator.onLine = false;
    page.dispatchEvent(new Event('offline'));
    await expect.poll(() => service.open()).toBe(0);
    await seconds(600);
    await opened(1);
    navigator.onLine = true;
    page.dispatchEvent(new Event('online'));
    await opened(2);
    expect(signedIn()).toBe(true);
  });
});
