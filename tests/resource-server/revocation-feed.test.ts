import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createRevocationFeed,
  type RevocationFeed,
  type RevocationFeedOptions,
} from '../../src/resource-server/index.js';
import { RevocationEntries } from '../../src/resource-server/revocation-entries.js';
import { accessClaims, audience, createTestKey, forge, issuer, now, ringOf } from '../jwt/forge.js';
import {
  heartbeatOf,
  revocationOf,
  startRevocationServer,
  type RevocationServer,
} from '../support/revocation-server.js';
import { startStopwatch } from '../support/event-loop.js';
import { basic, serviceClient } from '../support/service-client.js';
import { createTestClock, type TestClock } from '../support/test-clock.js';
import { kits } from './kits.js';

const credentials = { clientId: serviceClient.id, clientSecret: serviceClient.secret };
const claims = { sub: 'ada', sid: 's1', iat: now - 60 };

let service: RevocationServer;
let clock: TestClock;
let feed: RevocationFeed;
let statuses: string[];
let errors: string[];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  service = await startRevocationServer();
  clock = createTestClock();
  statuses = [];
  errors = [];
});
afterEach(async () => {
  feed.close();
  vi.useRealTimers();
  await service.close();
});

function follow(options: Partial<RevocationFeedOptions> = {}): RevocationFeed {
  feed = createRevocationFeed({
    url: service.url,
    ...credentials,
    clock,
    onStatus: (status) => statuses.push(status),
    onError: (error) => errors.push(String(error)),
    ...options,
  });
  return feed;
}

const statusIs = (status: string) => expect.poll(() => feed.status).toBe(status);

async function followLive(options: Partial<RevocationFeedOptions> = {}): Promise<RevocationFeed> {
  follow(options);
  await statusIs('live');
  return feed;
}

/** What is told and taken in before the status can change. */
async function told(...revocations: object[]): Promise<void> {
  for (const revocation of revocations) service.revoke(revocation);
  service.revoke({ sid: 'told' }, 'told');
  await expect.poll(() => feed.isRevoked({ ...claims, sid: 'told' })).toBe(true);
}

describe('what is revoked', () => {
  const revoked: [string, object, object?][] = [
    ['of an ended session', { sid: 's1' }],
    ['of a user, from before', { sub: 'ada', before: now - 59 }],
    ['by which an administrator acts', { sub: 'root', before: now }, { act: { sub: 'root' } }],
    ['of a user whose other session goes on', { sub: 'ada', before: now, exceptSid: 's2' }],
    ['of anyone, from before', { before: now - 59 }],
  ];
  test.each(revoked)('a token is refused %s', async (_what, revocation, changes = {}) => {
    await followLive();
    const token = { ...claims, ...changes };
    expect(feed.isRevoked(token)).toBe(false);
    await told(revocation);
    expect(feed.isRevoked(token)).toBe(true);
    expect(() => feed.check({ ...accessClaims(), ...token } as never)).toThrow(
      expect.objectContaining({ reason: 'TOKEN_REVOKED' }) as Error,
    );
  });

  const spared: [string, object][] = [
    ['of another session', { sid: 's2' }],
    ['of another user', { sub: 'bob', before: now }],
    ['got in the second of a revocation, or later', { sub: 'ada', before: now - 60 }],
    ['of the session that goes on', { sub: 'ada', before: now, exceptSid: 's1' }],
    ['got after everyone was signed out', { before: now - 60 }],
  ];
  test.each(spared)('a token goes on that is %s', async (_what, revocation) => {
    await followLive();
    await told(revocation);
    expect(feed.isRevoked(claims)).toBe(false);
  });

  test('the session that one sign-out spared ends with the next', async () => {
    await followLive();
    await told(
      { sub: 'ada', before: now, exceptSid: 's1' },
      { sub: 'ada', before: now, exceptSid: 's2' },
    );
    expect(feed.isRevoked(claims)).toBe(true);
    expect(feed.isRevoked({ ...claims, sid: 's2' })).toBe(true);
  });

  test('after many sign-outs of one user, no session is spared any more', async () => {
    await followLive();
    const all = Array.from({ length: 9 }, (_, n) => ({
      sub: 'ada',
      before: now - n,
      exceptSid: `s1${n}`,
    }));
    await told(...all);
    expect(feed.isRevoked({ ...claims, sid: 's10' })).toBe(true);
  });
});

describe('the connection', () => {
  test('is authenticated as introspection is, and begins without a position', async () => {
    await followLive();
    expect(service.asked).toEqual(['/revocations']);
    expect(service.headers[0]).toMatchObject({
      authorization: basic(),
      accept: 'text/event-stream',
    });
    expect(statuses).toEqual(['live']);
  });

  test('is behind until everything from before has been told', async () => {
    service.begin(revocationOf({ sid: 's1' }, 'p1'));
    follow();
    await expect.poll(() => service.open()).toBe(1);
    await told();
    expect(feed.status).toBe('connecting');
    service.heartbeat('p2');
    await statusIs('live');
  });

  test.each([false, true])('goes on from its last position (cut: %s)', async (cut) => {
    service.begin('');
    follow();
    await expect.poll(() => service.open()).toBe(1);
    await told({ sid: 's1' });
    service.heartbeat('p/1+&2');
    await statusIs('live');
    service.begin(heartbeatOf());
    service.end(cut);
    await statusIs('behind');
    await vi.advanceTimersByTimeAsync(250);
    await statusIs('live');
    expect(service.asked.at(-1)).toBe('/revocations?after=p%2F1%2B%262');
    expect(feed.isRevoked(claims)).toBe(true);
  });

  test.each([
    ['too old', 410],
    ['of another service', 400],
  ])('begins anew where its position is %s, and forgets nothing', async (_what, status) => {
    await followLive();
    await told({ sid: 's1' });
    service.begin(status);
    service.end();
    await statusIs('behind');
    await vi.advanceTimersByTimeAsync(250);
    await expect.poll(() => errors.length).toBe(2);
    service.begin(heartbeatOf('p9'));
    await vi.advanceTimersByTimeAsync(500);
    await statusIs('live');
    expect(service.asked).toEqual(['/revocations', '/revocations?after=told', '/revocations']);
    expect(feed.isRevoked(claims)).toBe(true);
  });

  test('is made again when nothing was heard for 45 seconds', async () => {
    await followLive();
    clock.advance(44);
    await vi.advanceTimersByTimeAsync(1000);
    expect(feed.status).toBe('live');
    clock.advance(1);
    await vi.advanceTimersByTimeAsync(1000);
    await statusIs('behind');
    await vi.advanceTimersByTimeAsync(250);
    await statusIs('live');
    await expect.poll(() => service.open()).toBe(1);
  });

  test.each([0, 1])('is tried less and less often while it fails (chance: %s)', async (chance) => {
    vi.spyOn(Math, 'random').mockReturnValue(chance);
    service.begin(503);
    follow();
    const pauses = [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
    for (const [failures, pause] of pauses.entries()) {
      // Not `expect.poll`, which moves the timers on.
      while (errors.length <= failures) await new Promise(setImmediate);
      await vi.advanceTimersByTimeAsync(pause * (0.5 + chance / 2) - 1);
      expect(service.asked).toHaveLength(failures + 1);
      await vi.advanceTimersByTimeAsync(1);
    }
    vi.restoreAllMocks();
  });

  test('is tried less and less often while it ends before all was told', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    service.begin(`:\n\n${revocationOf({ sid: 's1' }, 'p1')}`);
    follow();
    for (const [failures, pause] of [250, 500, 1000, 2000].entries()) {
      while (errors.length <= failures) {
        service.end();
        await new Promise(setImmediate);
      }
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(service.asked).toHaveLength(failures + 1);
      await vi.advanceTimersByTimeAsync(1);
    }
    vi.restoreAllMocks();
  });

  test('is over when the feed is closed, and what is known stays', async () => {
    await followLive();
    await told({ sid: 's1' });
    feed.close();
    await expect.poll(() => service.open()).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(service.asked).toHaveLength(1);
    expect(feed.isRevoked(claims)).toBe(true);
    expect(statuses).toEqual(['live', 'closed']);
    expect(errors).toEqual([]);
  });

  const wrong: [string, (service: RevocationServer) => void][] = [
    ['is refused', (service) => service.begin(401)],
    ['is not found', ({ begin }) => begin(404)],
    ['is redirected', ({ begin }) => begin(307)],
    ['is answered with no events', ({ begin }) => begin(200)],
    ['never ends an event', ({ begin }) => begin('x'.repeat(5000))],
    ['tells no JSON', ({ begin }) => begin('event: revocation\ndata: x\n\n')],
    ['does not say how long tokens live', ({ begin }) => begin('event: heartbeat\ndata: {}\n\n')],
  ];
  test.each(wrong)('that %s leaves the feed behind, and it says so', async (_what, answer) => {
    answer(service);
    follow();
    await statusIs('behind');
    expect(errors).toHaveLength(1);
    expect(errors[0]).not.toContain(serviceClient.secret);
    expect(() => feed.check(accessClaims() as never)).not.toThrow();

    service.begin(heartbeatOf());
    await vi.advanceTimersByTimeAsync(250);
    await statusIs('live');
  });

  test('with wrong credentials says so once, and again after it was live', async () => {
    service.begin(401);
    follow();
    const refusals = async (count: number) => {
      const asked = service.asked.length;
      while (service.asked.length < asked + count) {
        await vi.advanceTimersByTimeAsync(1000);
        await new Promise(setImmediate);
      }
    };
    await statusIs('behind');
    await refusals(4);
    expect(errors).toEqual([
      'Error: the service answered 401: "clientId" or "clientSecret" is wrong',
    ]);
    service.begin(heartbeatOf());
    await refusals(1);
    await statusIs('live');
    service.begin(401);
    service.end();
    await statusIs('behind');
    await refusals(3);
    expect(errors.slice(1)).toEqual(['Error: the service has ended the stream', errors[0]]);
  });

  test.each([
    ['of another kind', { jti: 'x' }],
    ['with more in it', { sid: 'x', ip: 'y' }],
    ['of a time that is none', { before: 'now' }],
  ])('goes on after a revocation %s, and is behind while tokens live', async (_what, unknown) => {
    await followLive();
    service.revoke(unknown, 'p1');
    await told({ sid: 's1' });
    expect(feed.isRevoked(claims)).toBe(true);
    expect(feed.status).toBe('behind');
    expect(errors).toEqual(['Error: the service tells of revocations that this version ignores']);
    expect(service.asked).toHaveLength(1);
    clock.advance(899);
    service.heartbeat('p2');
    await told();
    expect(feed.status).toBe('behind');
    clock.advance(1);
    service.heartbeat('p3');
    await statusIs('live');
  });

  test('takes lines of any kind, comments and events that it does not know', async () => {
    await followLive();
    service.write(
      ':\r\n\r\nevent: later\r\nid: p5\r\n\r\nevent:revocation\r\ndata:{"sid":\r\ndata: "s1"}\r\n\r\n',
    );
    await told();
    expect(feed.isRevoked(claims)).toBe(true);
  });
});

describe('memory', () => {
  const ten = Array.from({ length: 10 }, (_, n) => ({ sid: `other-${n}` }));

  test('keeps an ended session for as long as tokens live, and ten minutes', async () => {
    await followLive();
    await told({ sid: 's1' }, { sub: 'bob', before: now });
    const isKnown = () => [
      feed.isRevoked(claims),
      feed.isRevoked({ ...claims, sub: 'bob', sid: 'x' }),
    ];
    clock.advance(900 + 599);
    await vi.advanceTimersByTimeAsync(1000);
    expect(isKnown()).toEqual([true, true]);
    clock.advance(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(isKnown()).toEqual([false, false]);
  });

  test.each(['sid', 'sub'])('100,000 by their %s expire together within a second', (name) => {
    follow();
    const entries = new RevocationEntries(100_000);
    for (let n = 0; n < 100_000; n += 1) {
      const id = `${name}${n}`;
      entries.add(name === 'sid' ? { sid: id } : { sub: id, before: now }, 0);
    }
    const elapsed = startStopwatch();
    entries.prune(Date.now(), 900_000);
    expect(entries.size).toBe(0);
    expect(elapsed()).toBeLessThan(1000);
  });

  test('forgets the oldest beyond its bound, and says so for as long as that matters', async () => {
    await followLive({ maxEntries: 10 });
    await told({ sid: 's1' }, ...ten);
    expect(feed.isRevoked(claims)).toBe(false);
    expect(feed.isRevoked({ ...claims, sid: 'other-9' })).toBe(true);
    expect(feed.status).toBe('behind');
    expect(errors).toEqual(['Error: more than 10 revocations']);
    clock.advance(899);
    service.heartbeat('a');
    await told();
    expect(feed.status).toBe('behind');
  });

  test('is live again when what it forgot has expired', async () => {
    await followLive({ maxEntries: 10 });
    await told(...ten);
    expect(feed.status).toBe('behind');
    clock.advance(900);
    service.heartbeat('a');
    await statusIs('live');
  });
});

describe('a server that must be certain', () => {
  const refusal = () => {
    try {
      feed.check(accessClaims() as never);
      return undefined;
    } catch (error) {
      return (error as { reason: string }).reason;
    }
  };

  test('refuses every token until the first word, and after some silence', async () => {
    follow({ refuseAfter: 20 });
    expect(refusal()).toBe('ISSUER_UNAVAILABLE');
    await statusIs('live');
    expect(refusal()).toBeUndefined();
    clock.advance(19.999);
    expect(refusal()).toBeUndefined();
    clock.advance(0.001);
    expect(refusal()).toBe('ISSUER_UNAVAILABLE');
  });

  test('goes on without word from the service otherwise', async () => {
    service.begin(404);
    follow();
    await statusIs('behind');
    clock.advance(100_000);
    expect(refusal()).toBeUndefined();
  });
});

describe.each(kits)('a verifier with $runtime', ({ createAccessTokenVerifier }) => {
  test('refuses a revoked token, one that it has verified before too', async () => {
    await followLive();
    const pair = createTestKey('HS256', 'k1');
    const keys = ringOf(pair);
    const verifier = createAccessTokenVerifier({
      keys,
      issuer,
      audience,
      clock,
      revocations: feed,
    });
    const tokenOf = (changes: object) =>
      forge(
        { alg: 'HS256', typ: 'at+jwt', kid: 'k1' },
        accessClaims({ ...changes }),
        pair.signing.key,
      );
    const outcome = async (token: string) => {
      try {
        return (await verifier.verify(token)).sid;
      } catch (error) {
        return (error as { reason: string }).reason;
      }
    };
    const known = tokenOf({ sid: 's1', jti: 'a' });
    expect(await outcome(known)).toBe('s1');
    await told({ sid: 's1' });
    expect(await outcome(known)).toBe('TOKEN_REVOKED');
    expect(await outcome(tokenOf({ sid: 's1', jti: 'b' }))).toBe('TOKEN_REVOKED');
    expect(await outcome(tokenOf({ sid: 's2' }))).toBe('s2');
  });
});

test.each<[string, Partial<RevocationFeedOptions>]>([
  ['plain http', { url: 'http://auth.example.com/revocations' }],
  ['no room', { maxEntries: 0 }],
  ['half an entry', { maxEntries: 1.5 }],
  ['less than the pause between two heartbeats', { refuseAfter: 10 }],
])('a feed is not made with %s', (_what, options) => {
  feed = { close: () => undefined } as RevocationFeed;
  expect(() => follow(options)).toThrow(TypeError);
});
