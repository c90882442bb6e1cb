import { expect, test, vi } from 'vitest';
import { pino } from 'pino';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import type { EventLog, PlacedEvent } from '../../../src/platform/events/log.sql.js';
import { createEventTail } from '../../../src/platform/events/tail.js';
import { eventAt } from '../../support/audit-events.js';

/** A log in memory that can be away, and says when it was looked at. */
function createLog() {
  const events: PlacedEvent[] = [];
  const looks: (() => void)[] = [];
  const damaged = new Set<string>();
  let count = 0;
  const log: EventLog & { isAway: boolean } = {
    isAway: false,
    newest() {
      count += 1;
      for (const looked of looks.splice(0)) looked();
      if (log.isAway) return Promise.reject(new AuthError('DATABASE_UNAVAILABLE'));
      return Promise.resolve({ major: events.length, id: '' });
    },
    read({ after, upTo, limit }) {
      const rows = events.slice(after.major, upTo.major).slice(0, limit);
      const isDamaged = ({ event }: PlacedEvent) => damaged.has(event.id);
      return Promise.resolve({
        events: rows.filter((row) => !isDamaged(row)),
        unreadable: rows.filter(isDamaged).map(({ event }) => event.id),
        next: rows.length < limit ? undefined : rows.at(-1)?.place,
      });
    },
  };
  return {
    log,
    add(isDamaged = false) {
      const event = eventAt(0);
      events.push({ event, place: { major: events.length + 1, id: '' } });
      if (isDamaged) damaged.add(event.id);
      return event.id;
    },
    count: () => count,
    nextLook: () => new Promise<void>((resolve) => looks.push(resolve)),
  };
}

function start(interval: number) {
  const source = createLog();
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  const tail = createEventTail({ log: source.log, types: ['login.failed'], logger, interval });
  const heard: number[] = [];
  const follow = () =>
    tail.follow(
      (events) => heard.push(...events.map(({ place }) => place.major)),
      () => undefined,
    );
  return { ...source, tail, lines, heard, follow };
}

test('nobody listens, nobody looks', async () => {
  const { tail, count, follow, nextLook } = start(1);
  tail.wake();
  expect(count()).toBe(0);
  const { stop } = await follow();
  await nextLook();
  stop();
  const looked = count();
  tail.wake();
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(count()).toBe(looked);
});

test('an event of this process is looked for at once, however many there are', async () => {
  const { tail, add, heard, follow, nextLook, count } = start(3_600_000);
  await follow();
  add();
  for (let times = 0; times < 100; times += 1) tail.wake();
  await nextLook();
  await new Promise(setImmediate);
  expect(heard).toEqual([1]);
  expect(count()).toBe(2);
  tail.close();
});

test('a database that is away costs no event and one line of the log', async () => {
  const { log, add, heard, follow, nextLook, lines, tail } = start(1);
  await follow();
  log.isAway = true;
  add();
  for (const look of [nextLook(), nextLook()]) await look;
  await nextLook();
  expect(heard).toEqual([]);
  log.isAway = false;
  while (heard.length === 0) await nextLook();
  expect(heard).toEqual([1]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('"level":40');
  tail.close();
});

test('who comes while the database is away is refused', async () => {
  const { log, follow } = start(1);
  log.isAway = true;
  await expect(follow()).rejects.toMatchObject({ reason: 'DATABASE_UNAVAILABLE' });
});

test('all listeners share one look, and who comes later hears of what comes later', async () => {
  const { log, add, follow, heard, count, nextLook, tail } = start(3_600_000);
  await Promise.all([follow(), follow()]);
  expect(count()).toBe(1);
  add();
  tail.wake();
  await nextLook();
  await new Promise(setImmediate);
  const { from } = await follow();
  expect(from).toEqual(await log.newest());
  expect(heard).toEqual([1, 1]);
  tail.close();
});

test('a listener that throws is ended alone, with one line of the log', async () => {
  const { add, follow, heard, lines, nextLook, tail } = start(1);
  const onFault = vi.fn();
  await follow();
  const wrong = vi.fn(() => {
    throw new Error('a fault of ours');
  });
  const { isUpToDate } = await tail.follow(wrong, onFault);
  await follow();
  add();
  while (heard.length < 2) await nextLook();
  add();
  while (heard.length < 4) await nextLook();
  expect(heard).toEqual([1, 1, 2, 2]);
  expect([wrong.mock.calls.length, onFault.mock.calls.length, isUpToDate()]).toEqual([1, 1, true]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/"level":40.*a fault of ours/);
  tail.close();
});

test('nobody looks any more once the only listener has thrown', async () => {
  const { add, count, tail } = start(1);
  await new Promise<void>((resolve) => {
    const listener = () => {
      throw new Error('a fault of ours');
    };
    void tail.follow(listener, resolve).then(() => add());
  });
  const looked = count();
  tail.wake();
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(count()).toBe(looked);
});

test('a row that cannot be read holds up no other, and is named once in the log', async () => {
  const { add, follow, heard, lines, nextLook, tail, log } = start(1);
  await follow();
  add();
  const damaged = add(true);
  add();
  while (heard.length < 2) await nextLook();
  const range = { after: { major: 0, id: '' }, upTo: await log.newest(), limit: 10 };
  const { events } = await tail.read(range);
  expect(heard).toEqual([1, 3]);
  expect(events.map(({ place }) => place.major)).toEqual([1, 3]);
  expect(lines).toHaveLength(1);
  const { level, eventId, msg, ...rest } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  expect({ level, eventId }).toEqual({ level: 40, eventId: damaged });
  expect(msg).toContain('left out');
  expect(Object.keys(rest).sort()).toEqual(['hostname', 'pid', 'time']);
  tail.close();
});
