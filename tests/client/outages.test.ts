import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { MeDocument, type Session } from '../../src/client/index.js';
import { clientClock, openSession, statesOf } from '../support/client-session.js';
import { administer } from '../support/databases.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { silence, startBehindProxy, type Fault, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let proxy: Proxy;
beforeAll(() =>
  startBehindProxy(startTestServer({ database: 'postgres' }), (started) => {
    ({ server, proxy } = started);
  }),
);

let names = 0;
let session: Session;
/** The faults that the next requests for a refresh meet, one each. */
let faults: (Fault | undefined)[];
/** How often a refresh was tried. */
let tries: number;
beforeEach(async () => {
  proxy.fault = () => undefined;
  session = openSession({ at: proxy.url, clock: clientClock(server.clock) });
  await session.register({ username: `traveller${(names += 1)}`, password });
  faults = [];
  tries = 0;
  proxy.passed.length = 0;
  proxy.fault = (operation) => {
    if (operation !== 'Refresh') return undefined;
    tries += 1;
    return faults.shift();
  };
});
afterEach(() => vi.useRealTimers());

const me = async () => (await session.request(MeDocument, {})).me?.username;

describe('a refresh that the network does not let through', () => {
  test('signs nobody out, and rejects what waits for it as fetch does', async () => {
    const seen = statesOf(session);
    server.clock.advance(900);
    faults = ['cut', 'cut'];
    const failures = await Promise.allSettled([me(), me(), session.accessToken()]);
    expect(failures.map((one) => one.status === 'rejected' && (one.reason as Error).name)).toEqual(
      Array(3).fill('TypeError'),
    );
    expect(seen).toEqual([]);
    expect(tries).toBe(2);

    server.clock.advance(1);
    expect(await me()).toBe(`traveller${names}`);
  });

  test('lets an access token that still lives go on', async () => {
    server.clock.advance(880);
    faults = ['cut', 'cut'];
    const token = session.usableToken();
    expect(token).toBeUndefined();
    expect(await me()).toBe(`traveller${names}`);
    expect(proxy.count('Refresh')).toBe(0);
  });

  test('a failed refresh is retried after 1, 2, 4, and at most 30 seconds', async () => {
    server.clock.advance(900);
    faults = Array<Fault>(100).fill('cut');
    for (const wait of [1, 2, 4, 8, 16, 30, 30]) {
      tries = 0;
      await expect(me()).rejects.toThrow();
      expect(tries).toBe(2);
      server.clock.advance(wait - 0.001);
      await expect(me()).rejects.toThrow();
      expect(tries).toBe(2);
      server.clock.advance(0.001);
    }
    faults = [];
    expect(await me()).toBe(`traveller${names}`);
  });

  test('is tried at once when the app asks for it', async () => {
    server.clock.advance(900);
    faults = ['cut', 'cut'];
    await expect(me()).rejects.toThrow();
    await session.refresh();
    expect(await me()).toBe(`traveller${names}`);
  });

  test('and whose reply is lost is sent again, and gives the same successor', async () => {
    server.clock.advance(900);
    faults = ['lost'];
    expect(await me()).toBe(`traveller${names}`);
    expect(proxy.count('Refresh')).toBe(2);
    // Nothing forked: the pair goes on through the next rotations.
    server.clock.advance(900);
    expect(await me()).toBe(`traveller${names}`);
    expect(proxy.count('Refresh')).toBe(3);
  });

  test('and whose reply never comes is sent again after five seconds, within the grace', async () => {
    server.clock.advance(900);
    faults = [silence];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const answer = me();
    // Not by `vi.waitUntil`, which moves fake timers on while it waits: with them the five seconds.
    while (proxy.count('Refresh') < 1) await new Promise((resolve) => setImmediate(resolve));
    server.clock.advance(5);
    vi.advanceTimersByTime(5_000);
    expect(await answer).toBe(`traveller${names}`);
    expect(proxy.count('Refresh')).toBe(2);
  });
});

describe('a refresh that is answered by something else', () => {
  test('signs nobody out, whatever a proxy says', async () => {
    server.clock.advance(900);
    faults = ['down'];
    await expect(me()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', reason: undefined });
    expect(session.state()).toMatchObject({ status: 'signedIn' });
    server.clock.advance(1);
    expect(await me()).toBe(`traveller${names}`);
  });
});

describe('an outage of the database', () => {
  const database = () => new URL(server.database.url ?? '').pathname.slice(1);

  /** As after a failover: the server that answers is a replica by now. */
  async function makeReadOnly(yes: boolean): Promise<void> {
    const value = yes ? 'on' : 'off';
    await administer(`ALTER DATABASE ${database()} SET default_transaction_read_only = ${value}`);
    await administer(
      'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1',
      [database()],
    );
  }

  test('signs nobody out, and is over as soon as the database answers', async () => {
    const seen = statesOf(session);
    server.clock.advance(900);
    await makeReadOnly(true);
    await expect(me()).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      reason: 'DATABASE_UNAVAILABLE',
      retryAfter: 1,
    });
    await makeReadOnly(false);
    server.clock.advance(1);
    expect(await me()).toBe(`traveller${names}`);
    expect(seen).toEqual([]);
  });
});
