import { v7 as uuidv7 } from 'uuid';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { signalsOf, signalTypes } from '../../../src/app/event-signals.js';
import type { PlacedSignal } from '../../../src/features/session-events/signal-queue.js';
import {
  createSignalSource,
  type SignalRequest,
  type SignalSource,
  type SignalStream,
} from '../../../src/features/session-events/source.js';
import type { AuditEvent } from '../../../src/platform/events/event.js';
import { readPosition } from '../../../src/platform/events/position.js';
import { createEventTail, type EventTail } from '../../../src/platform/events/tail.js';
import { describeStorage, hour, now } from '../../contract/storage-contract.js';
import { eventAt } from '../../support/audit-events.js';
import { newestPlace } from '../../support/settled-events.js';
import { createTestClock } from '../../support/test-clock.js';

const lines: string[] = [];
const logger = pino({}, { write: (line: string) => void lines.push(line) });
const retention = 24 * hour;

describeStorage('the source of signals', (subject) => {
  const tails: EventTail[] = [];
  const open: SignalStream[] = [];
  afterEach(async () => {
    for (const stream of open.splice(0)) await stream.return();
    for (const tail of tails.splice(0)) tail.close();
  });

  /** A process of its own: a tail that no other one wakes. */
  function createProcess(
    clock = createTestClock(now),
    meaning = signalsOf,
  ): { source: SignalSource; tail: EventTail } {
    const { eventLog: log } = subject.storage;
    const tail = createEventTail({ log, types: signalTypes, logger, interval: 5 });
    tails.push(tail);
    const options = { tail, signalsOf: meaning, clock, logger, retention };
    return { tail, source: createSignalSource(options) };
  }
  async function listen(source: SignalSource, request: SignalRequest = {}): Promise<SignalStream> {
    const stream = await source.open(request);
    open.push(stream);
    return stream;
  }
  async function take(stream: SignalStream, count: number): Promise<PlacedSignal[]> {
    const taken: PlacedSignal[] = [];
    while (taken.length < count) {
      const next = await stream.next();
      if (next.done === true) throw new Error('the stream ended');
      taken.push(next.value);
    }
    return taken;
  }
  const append = (...events: AuditEvent[]) => subject.storage.audit.append(events);
  const ended = (change: Partial<AuditEvent> = {}) =>
    eventAt(now, { type: 'session.ended', userId: uuidv7(), sessionId: uuidv7(), ...change });
  const only = (userId: string) => ({ only: { userId, others: [] } });
  const eventIds = (signals: readonly PlacedSignal[]) => signals.map(({ id }) => id);

  test('tells what another process has committed, in its order', async () => {
    const stream = await listen(createProcess().source);
    const events = [ended(), ended(), ended()];
    for (const event of events) await append(event, eventAt(now));
    expect(eventIds(await take(stream, 3))).toEqual(events.map(({ id }) => id));
  });

  test('tells each once that came before, while and after a reader came with a position', async () => {
    const [first, second] = [createProcess(), createProcess()];
    const events = Array.from({ length: 500 }, () => ended());
    const stream = await listen(first.source);
    await append(...events.slice(0, 3));
    const [one] = await take(stream, 1);
    await append(...events.slice(3, 450));
    const appending = append(...events.slice(450));
    const other = await listen(second.source, { after: one?.position });
    await appending;
    expect(eventIds(await take(other, 499))).toEqual(events.slice(1).map(({ id }) => id));
    expect(eventIds(await take(stream, 499))).toEqual(events.slice(1).map(({ id }) => id));
  });

  test('goes on in the middle of an event that has two signals', async () => {
    const userId = uuidv7();
    const { source } = createProcess();
    const stream = await listen(source, only(userId));
    await append(ended({ userId, type: 'password.reset' }), ended({ userId }));
    const [one, two, three] = await take(stream, 3);
    expect([one, two, three].map((each) => each?.signal.kind)).toEqual([
      ...['ended', 'credentials', 'ended'],
    ]);
    const again = await listen(source, { ...only(userId), after: one?.position });
    expect(eventIds(await take(again, 2))).toEqual([two?.id, three?.id]);
    const last = await listen(source, { ...only(userId), after: two?.position });
    expect(eventIds(await take(last, 1))).toEqual([three?.id]);
  });

  test('an idle reader goes on from where the process has read, to another one', async () => {
    const [first, second] = [createProcess(), createProcess()];
    const userId = uuidv7();
    const stream = await listen(first.source, only(userId));
    await append(ended());
    const other = await listen(second.source);
    const marker = ended();
    await append(marker);
    await take(other, 1);
    const before = ended({ userId });
    await append(before);
    await take(stream, 1);
    // The second process may not have read as far as the first one has.
    const again = await listen(second.source, { ...only(userId), after: stream.position() });
    const after = ended({ userId });
    await append(after);
    expect(eventIds(await take(again, 1))).toEqual([after.id]);
  });

  test('an event of which nothing can be made is left out, now and among the past', async () => {
    const [damaged, wrong, good] = [ended(), ended({ type: 'keys.revoked' }), ended()];
    const { source } = createProcess(undefined, (event) => {
      if (event.id === wrong.id) throw new Error(String(event.sessionId));
      return signalsOf(event);
    });
    const [stream, other] = [await listen(source), await listen(source)];
    const after = stream.position();
    const detail = { toJSON: () => 'a secret' } as unknown as AuditEvent['detail'];
    lines.length = 0;
    await append({ ...damaged, detail }, wrong, good);
    const late = await listen(source, { after });
    for (const each of [stream, other, late])
      expect(eventIds(await take(each, 1))).toEqual([good.id]);
    const named = lines.map((line) => JSON.parse(line) as { level: number; eventId: string });
    expect(new Set(named.map(({ eventId }) => eventId))).toEqual(new Set([damaged.id, wrong.id]));
    expect(named.map(({ level }) => level)).toEqual([40, 40]);
    expect(lines.join('')).not.toMatch(new RegExp(`a secret|${wrong.sessionId}`));
  });

  test('tells a user nothing of others, neither of the past nor of now', async () => {
    const { source } = createProcess();
    const [userId, other] = [uuidv7(), uuidv7()];
    const all = await listen(source);
    const begin = all.position();
    const past = [ended({ userId }), ended({ userId: other }), ended({ userId })];
    await append(...past);
    const stream = await listen(source, { ...only(userId), after: begin });
    await append(ended({ userId: other }), ended({ userId }));
    expect((await take(stream, 3)).map((signal) => signal.userId)).toEqual([
      userId,
      userId,
      userId,
    ]);
  });

  test('a clock that was set back hides nothing from who comes with a position', async () => {
    const clock = createTestClock(now + 3 * hour);
    const { source } = createProcess(clock);
    const userId = uuidv7();
    const after = (await listen(source, only(userId))).position();
    clock.advance((-3 * hour) / 1000);
    const event = ended({ userId });
    await append(event);
    const again = await listen(createProcess(clock).source, { ...only(userId), after });
    expect(eventIds(await take(again, 1))).toEqual([event.id]);
  });

  test('tells what has happened since a time to who has no position', async () => {
    const { source } = createProcess();
    const userId = uuidv7();
    const [old, recent] = [eventAt(now - hour), eventAt(now)].map((event) => ({
      ...event,
      type: 'session.ended',
      userId,
    }));
    if (old === undefined || recent === undefined) throw new Error('two events');
    await append(old, recent);
    await newestPlace(subject);
    const stream = await listen(source, { since: now - 1000 });
    const seen: string[] = [];
    while (seen.at(-1) !== recent.id) seen.push(...eventIds(await take(stream, 1)));
    expect(seen).not.toContain(old.id);
  });

  test.each(['', 'x', '1.2.3', '1.01..0', '0.1..10', `${'z'.repeat(99)}.1..0`, '1.1..0\n'])(
    'refuses a position that is none: %j',
    async (after) => {
      const opened = createProcess().source.open({ after });
      await expect(opened).rejects.toMatchObject({ reason: 'POSITION_INVALID' });
    },
  );

  test('refuses a position whose events may be gone, and one that nothing has reached', async () => {
    const clock = createTestClock(now);
    const { source } = createProcess(clock);
    const after = (await listen(source)).position();
    clock.advance(retention / 1000);
    await listen(source, { after });
    const [time, major] = after.split('.');
    const future = `${time}.${Number(major) + 1_000_000}..0`;
    await expect(source.open({ after: future })).rejects.toMatchObject({
      reason: 'POSITION_EXPIRED',
    });
    clock.advance(1);
    await expect(source.open({ after })).rejects.toMatchObject({ reason: 'POSITION_EXPIRED' });
  });

  test('the position of an old event is as old as the event', async () => {
    const { source } = createProcess();
    const userId = uuidv7();
    const event = { ...eventAt(now - 2 * hour), type: 'user.disabled', userId };
    const before = (await listen(source)).position();
    await append(event);
    const [signal] = await take(await listen(source, { after: before }), 1);
    expect(readPosition(signal?.position ?? '')?.time).toBe(now - 2 * hour);
  });

  test('ends at once for who leaves, and for who lets 1,000 signals wait', async () => {
    const { source } = createProcess();
    const [left, slow, witness] = [
      await listen(source),
      await listen(source),
      await listen(source),
    ];
    const waiting = left.next();
    await left.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    const events = Array.from({ length: 1001 }, () => ended());
    for (const part of [events.slice(0, 500), events.slice(500)]) {
      await append(...part);
      await take(witness, part.length);
    }
    expect(await slow.next()).toEqual({ done: true, value: undefined });
  });
});
