import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import type { AuditEvent } from '../../src/platform/events/event.js';
import { firstPlace, isBefore, type Place } from '../../src/platform/events/position.js';
import { eventAt } from '../support/audit-events.js';
import { newestPlace } from '../support/settled-events.js';
import { describeStorage, now, type Subject } from './storage-contract.js';

describeStorage('the event log', (subject) => {
  const types = ['session.ended', 'user.disabled'];

  const newest = () => newestPlace(subject);

  async function readAfter(after: Place, limit = 100) {
    const { eventLog } = subject.storage;
    return (await eventLog.read({ types, after, upTo: await newest(), limit })).events;
  }
  const idsAfter = async (after: Place) => (await readAfter(after)).map(({ event }) => event.id);

  const ended = (change: Partial<AuditEvent> = {}) =>
    eventAt(now, { type: 'session.ended', ...change });

  test('gives the events of the wanted types in the order of their commits, page by page', async () => {
    const { audit } = subject.storage;
    const begin = await newest();
    const events = [ended(), ended({ type: 'user.disabled' }), ended()];
    for (const event of [...events].reverse()) await audit.append([event, eventAt(now)]);

    const all = await readAfter(begin);
    expect(all.map(({ event }) => event)).toEqual([...events].reverse());
    const [first] = await readAfter(begin, 1);
    expect(first).toEqual(all[0]);
    expect(await readAfter(first?.place ?? firstPlace)).toEqual(all.slice(1));
    expect(await readAfter(await newest())).toEqual([]);
  });

  test('reads an event again that was read in part', async () => {
    const { audit, eventLog } = subject.storage;
    const after = await newest();
    const event = ended();
    await audit.append([event]);
    const [read] = await readAfter(after);
    const range = { types, after: read?.place ?? firstPlace, upTo: await newest() };
    const again = await eventLog.read({ ...range, inclusive: true, limit: 10 });
    expect(again).toEqual({ events: [read], unreadable: [], next: undefined });
    expect((await eventLog.read({ ...range, limit: 10 })).events).toEqual([]);
  });

  test('the newest place is after all events, and never goes back', async () => {
    const { audit } = subject.storage;
    const before = await newest();
    await audit.append([ended()]);
    const after = await newest();
    expect(isBefore(before, after)).toBe(true);
    const [read] = await readAfter(before);
    expect(isBefore(after, read?.place ?? firstPlace)).toBe(false);
  });

  test("reads one user's events alone, and those since a time alone", async () => {
    const { audit, eventLog } = subject.storage;
    const after = await newest();
    const userId = uuidv7();
    const [early, late] = [ended({ userId }), { ...ended({ userId }), ...eventAt(now + 5000) }];
    const latest = { ...late, type: 'session.ended', userId };
    await audit.append([early, ended({ userId: uuidv7() }), latest]);
    const range = { types, after, upTo: await newest(), limit: 10 };
    const read = async (more: object) =>
      (await eventLog.read({ ...range, ...more })).events.map(({ event }) => event.id);
    expect(await read({ userId })).toEqual([early.id, latest.id]);
    expect(await read({ userId, since: now + 1 })).toEqual([latest.id]);
  });

  test('a table whose rows all are too old still gives later events later places', async () => {
    const { audit } = subject.storage;
    await audit.append([ended(), ended(), ended()]);
    const place = await newest();
    await audit.prune(now + 1, 1000);
    const event = ended();
    await audit.append([event]);
    expect(await idsAfter(place)).toEqual([event.id]);
  });

  test('a transaction that is undone leaves nothing, and holds up nothing', async () => {
    const { audit, transact } = subject.storage;
    const place = await newest();
    const undone = transact(async (stores) => {
      await stores.audit.append([ended()]);
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    const event = ended();
    await audit.append([event]);
    expect(await idsAfter(place)).toEqual([event.id]);
  });

  test('reads what a process of an earlier version stores', async () => {
    const place = await newest();
    const { id } = ended();
    await sql`insert into audit_events (id, at, type, detail, count)
      values (${id}, ${now}, 'session.ended', '{}', 1)`.execute(subject.tables.tables());
    expect(await idsAfter(place)).toEqual([id]);
  });

  /** Stores an event, and damages its row. */
  async function damage(change: Record<string, unknown>): Promise<string> {
    const { id } = ended();
    await subject.storage.audit.append([ended({ id })]);
    const [[column, value] = []] = Object.entries(change);
    await sql`update audit_events set ${sql.ref(String(column))} = ${value} where id = ${id}`.execute(
      subject.tables.tables(),
    );
    return id;
  }

  test.each([
    { detail: '{' },
    { detail: '' },
    { detail: 'null' },
    { detail: '[]' },
    { detail: '"reason"' },
    { detail: '{"reason":null}' },
    { detail: '{"after":["editor",7]}' },
    { detail: '{"after":{"length":1}}' },
    { at: -1 },
    { at: 36 ** 9 },
  ])('a damaged row is named, and those around it are read: %j', async (change) => {
    const { audit, eventLog } = subject.storage;
    const after = await newest();
    const events = [ended(), ended()];
    await audit.append(events.slice(0, 1));
    const damaged = await damage(change);
    await audit.append(events.slice(1));
    expect(await idsAfter(after)).toEqual(events.map(({ id }) => id));
    const range = { types, after, upTo: await newest() };
    const page = await eventLog.read({ ...range, limit: 2 });
    expect(page.unreadable).toEqual([damaged]);
    // A page ends where its last row stands, also if nobody can read that one.
    const next = await eventLog.read({ ...range, after: page.next ?? firstPlace, limit: 2 });
    expect(next.events.map(({ event }) => event.id)).toEqual([events[1]?.id]);
  });

  test('misses no event whose transaction commits after later ones', async () => {
    if (subject.storage.kind === 'sqlite') return expectOneWriter(subject);
    const { audit, eventLog, transact } = subject.storage;
    const place = await newest();
    const [slow, quick] = [ended(), ended()];
    const seen: string[] = [];
    let at = place;
    async function look(upTo: Place): Promise<void> {
      const { events } = await eventLog.read({ types, after: at, upTo, limit: 10 });
      seen.push(...events.map(({ event }) => event.id));
      at = upTo;
    }
    await transact(async (stores) => {
      await stores.audit.append([slow]);
      await audit.append([quick]);
      await look(await eventLog.newest());
      await look(await eventLog.newest());
    });
    await look(await newest());
    expect(seen).toEqual([slow.id, quick.id]);
  });
});

/** SQLite has one writer at a time: rows are added in the order of the commits. */
async function expectOneWriter({ storage }: Subject): Promise<void> {
  const order: string[] = [];
  let added: Promise<unknown> | undefined;
  await storage.transact(async (stores) => {
    await stores.audit.append([eventAt(now)]);
    added = storage.audit.append([eventAt(now)]).then(() => order.push('second'));
    order.push('first');
  });
  await added;
  expect(order).toEqual(['first', 'second']);
}
