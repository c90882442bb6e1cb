import { pino } from 'pino';
import { eventFacts, type Changes } from '../../../src/app/facts.js';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, expect, test } from 'vitest';
import { mergeCounted, type NewEvent } from '../../../src/platform/events/event.js';
import { createEventQueue } from '../../../src/platform/events/event-queue.js';
import { createAuditTrail, type AuditTrail } from '../../../src/platform/events/trail.js';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import { eventAt } from '../../support/audit-events.js';
import { createTestClock, type TestClock } from '../../support/test-clock.js';

interface Line {
  readonly event: { type: string; userId: string | null; count: number; detail: object };
}

let clock: TestClock;
let trail: AuditTrail<Changes>;
let stored: NewEvent[];
let appends: number;
let lines: Line[];
let away: boolean;

beforeEach(() => {
  // The beginning of a window.
  clock = createTestClock(Date.UTC(2026, 0, 15, 12));
  stored = [];
  lines = [];
  appends = 0;
  away = false;
  const store = {
    append(events: readonly NewEvent[]) {
      appends += 1;
      if (away) return Promise.reject(new AuthError('DATABASE_UNAVAILABLE'));
      stored.push(...events);
      return Promise.resolve();
    },
    list: () => Promise.resolve([]),
    eraseClients: () => Promise.resolve(0),
    prune: () => Promise.resolve(0),
  };
  const write = (line: string) => {
    const parsed = JSON.parse(line) as Line;
    if ('event' in parsed) lines.push(parsed);
  };
  trail = createAuditTrail<Changes>({
    facts: eventFacts,
    store,
    clock,
    logger: pino({}, { write }),
  });
});

const from = (ipAddress: string, userAgent = 'Firefox') => ({ ipAddress, userAgent });

function refuse(userId: string | null, ipAddress: string, times = 1): void {
  for (let count = 0; count < times; count += 1) {
    trail.record({ type: 'login.failed', userId, client: from(ipAddress) });
  }
}

const rows = () => mergeCounted(stored);

test('10,000 refusals of one key are one row, a few statements and five log lines', async () => {
  for (let part = 0; part < 10; part += 1) {
    refuse('alice', '192.0.2.1', 1000);
    await trail.flush();
  }
  expect(rows()).toMatchObject([{ userId: 'alice', ipAddress: '192.0.2.1', count: 10_000 }]);
  expect(appends).toBe(10);
  expect(lines.map(({ event }) => event.count)).toEqual([1, 10, 100, 1000, 10_000]);
});

test('refusals of another account, network, type or window are another row', async () => {
  refuse('alice', '192.0.2.1', 2);
  refuse('bob', '192.0.2.1');
  refuse(null, '192.0.2.1');
  refuse('alice', '192.0.2.2');
  refuse('alice', '2001:db8::1');
  refuse('alice', '2001:db8::2');
  trail.record({ type: 'login.throttled', userId: 'alice', client: from('192.0.2.1') });
  clock.advance(900);
  refuse('alice', '192.0.2.1');
  await trail.close();

  expect(rows().map(({ userId, ipAddress, count }) => [userId, ipAddress, count])).toEqual([
    ['alice', '192.0.2.1', 2],
    ['bob', '192.0.2.1', 1],
    [null, '192.0.2.1', 1],
    ['alice', '192.0.2.2', 1],
    ['alice', '2001:db8::1', 2],
    ['alice', '192.0.2.1', 1],
    ['alice', '192.0.2.1', 1],
  ]);
});

test('the log gets the sum of a window when it ends', async () => {
  refuse('alice', '192.0.2.1', 17);
  refuse('bob', '192.0.2.1');
  clock.advance(900);
  refuse('carol', '192.0.2.1');
  await trail.close();
  expect(lines.map(({ event }) => [event.userId, event.count])).toEqual([
    ['alice', 1],
    ['alice', 10],
    ['bob', 1],
    ['alice', 17],
    ['carol', 1],
  ]);
});

test('many addresses at one account end in one row of that account', async () => {
  for (let host = 0; host < 200; host += 1) refuse('alice', `192.0.2.${host}`);
  await trail.close();
  expect(rows()).toHaveLength(21);
  expect(rows().every(({ userId }) => userId === 'alice')).toBe(true);
  expect(rows().at(-1)).toMatchObject({
    ipAddress: null,
    userAgent: null,
    count: 180,
    detail: { addresses: 'many' },
  });
});

test('strangers with any number of addresses and accounts add a bounded number of rows', async () => {
  for (let index = 0; index < 3000; index += 1) {
    const address = `2001:db8:${index.toString(16)}::1`;
    refuse(null, address);
    refuse(uuidv7(), address);
    refuse('victim', address);
  }
  await trail.close();
  expect(rows().length).toBeLessThanOrEqual(1501);
  expect(lines.length).toBeLessThanOrEqual(2 * 1501 + 20);
  expect(rows().reduce((sum, { count = 1 }) => sum + count, 0)).toBe(9000);
  const others = rows().filter(({ detail }) => 'accounts' in detail);
  expect(others).toMatchObject([{ userId: null, ipAddress: null }]);
  const ofVictim = rows().filter(({ userId }) => userId === 'victim');
  expect(ofVictim.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(3000);
});

test('refusals in a long outage wait in the room of one, and none is forgotten', async () => {
  away = true;
  for (let part = 0; part < 50; part += 1) {
    refuse('alice', '192.0.2.1', 300);
    await trail.flush();
  }
  away = false;
  await trail.close();
  expect(stored).toHaveLength(1);
  expect(stored).toMatchObject([{ count: 15_000 }]);
});

test('a refusal with a lost reply and an erased account does not block later events', async () => {
  const ids = new Set<string>();
  // Erased rows keep their ids, and have no keys any more: the id alone is in the way.
  const store = {
    append(events: readonly NewEvent[]) {
      if (events.some(({ id, key }) => key !== undefined && ids.has(id))) {
        return Promise.reject(new Error('UNIQUE constraint failed: audit_events.id'));
      }
      for (const { id } of events) ids.add(id);
      stored.push(...events);
      return stored.length === 1
        ? Promise.reject(new AuthError('DATABASE_UNAVAILABLE'))
        : Promise.resolve();
    },
  };
  const queue = createEventQueue(store, pino({ level: 'silent' }));
  const first = { ...eventAt(clock.now(), { userId: 'alice' }), key: 'a key' };
  queue.add(first);
  await queue.flush();
  queue.add(eventAt(clock.now(), { type: 'session.ended' }));
  await queue.flush();
  expect(stored.map(({ type }) => type)).toEqual(['login.failed', 'login.failed', 'session.ended']);
});

test('what is stored and logged of a client is short, whoever made it', async () => {
  const userAgent = 'x'.repeat(255) + '🦊'.repeat(5000);
  trail.record({ type: 'login.failed', client: { userAgent, ipAddress: '1'.repeat(9000) } });
  trail.record({ type: 'session.ended', client: { userAgent, ipAddress: 'a\0\ud800' } });
  await trail.close();
  expect(stored.map((event) => event.userAgent)).toEqual(['x'.repeat(255), 'x'.repeat(255)]);
  expect(stored.map((event) => event.ipAddress)).toEqual(['1'.repeat(64), 'a\ufffd\ufffd']);
  expect(JSON.stringify(lines).length).toBeLessThan(2000);
});

test('retries of a refresh are one row for each session', async () => {
  const retry = (sessionId: string, ipAddress = '192.0.2.1') =>
    trail.record({
      type: 'session.refresh_retried',
      userId: 'alice',
      sessionId,
      client: from(ipAddress),
    });
  for (let count = 0; count < 1000; count += 1) retry('laptop');
  retry('phone');
  for (let host = 2; host < 100; host += 1) retry('phone', `192.0.2.${host}`);
  await trail.close();
  expect(rows()).toHaveLength(21);
  expect(rows().slice(0, 2)).toMatchObject([
    { sessionId: 'laptop', count: 1000 },
    { sessionId: 'phone', count: 1 },
  ]);
  expect(rows().at(-1)).toMatchObject({ userId: 'alice', sessionId: null, count: 80 });
});

test('the reuse of a refresh token, and what administrators do, have an event each', async () => {
  const client = from('192.0.2.1');
  for (let count = 0; count < 20; count += 1) {
    trail.record({ type: 'session.token_reused', userId: 'alice', client });
    trail.record({ type: 'password.reset_requested', userId: 'alice', actorId: 'admin', client });
  }
  await trail.close();
  expect(stored).toHaveLength(40);
  expect(lines).toHaveLength(40);
});
