import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { eventAt } from '../support/audit-events.js';
import { describeStorage, now } from './storage-contract.js';

describeStorage('the audit store', (subject) => {
  test('gives events back exactly, the oldest first', async () => {
    const { audit } = subject.storage;
    const userId = uuidv7();
    const events = [
      eventAt(now, { userId, detail: { before: ['a', '관리자'], after: [], sessions: 2 } }),
      eventAt(now, { userId, userAgent: 'Firefox "🦊"', ipAddress: '2001:db8::1' }),
      eventAt(now + 1, { userId, type: 'login.succeeded', sessionId: uuidv7() }),
      eventAt(now + 2, { userId, type: 'user.disabled', actorId: uuidv7() }),
    ];
    await audit.append(events);
    expect(await audit.list({ userId, limit: 10 })).toEqual(events);
  });

  test('lists the latest ones, by user, by type, and after an id', async () => {
    const { audit } = subject.storage;
    const userId = uuidv7();
    const [first, second, third] = [1, 2, 3].map((offset) =>
      eventAt(now + offset, { userId, type: offset === 2 ? 'session.ended' : 'login.failed' }),
    );
    if (!first || !second || !third) throw new Error('three events');
    await audit.append([first, second, third, eventAt(now + 4, { userId: uuidv7() })]);

    expect(await audit.list({ userId, limit: 2 })).toEqual([second, third]);
    expect(await audit.list({ userId, type: 'session.ended', limit: 2 })).toEqual([second]);
    expect(await audit.list({ userId, after: first.id, limit: 1 })).toEqual([second]);
  });

  test('appends all events or none', async () => {
    const { audit } = subject.storage;
    const userId = uuidv7();
    const event = eventAt(now, { userId });
    const damaged = { ...eventAt(now + 1, { userId }), type: null as never };
    await expect(audit.append([event, damaged])).rejects.toThrow();
    expect(await audit.list({ userId, limit: 10 })).toEqual([]);
  });

  test.each(['{', '', 'null', '[]', '"reason"', '7'])(
    'a row whose detail was damaged hides none beside it: %s',
    async (detail) => {
      const { audit } = subject.storage;
      const userId = uuidv7();
      const events = [1, 2, 3].map((offset) =>
        eventAt(now + offset, { userId, detail: { sessions: offset } }),
      );
      await audit.append(events);
      const id = events[1]?.id;
      await sql`update audit_events set detail = ${detail} where id = ${id}`.execute(
        subject.tables.tables(),
      );
      const shown = events.map((event) => (event.id === id ? { ...event, detail: {} } : event));
      expect(await audit.list({ userId, limit: 10 })).toEqual(shown);
    },
  );

  test('takes events again whose reply was lost, and stores each once', async () => {
    const { audit } = subject.storage;
    const userId = uuidv7();
    const [first, second] = [eventAt(now, { userId }), eventAt(now + 1, { userId })];
    await audit.append([first]);
    await audit.append([first, second]);
    expect(await audit.list({ userId, limit: 10 })).toEqual([first, second]);
  });

  test('counts events of one key in one row, which keeps its id, time and client', async () => {
    const { audit } = subject.storage;
    const userId = uuidv7();
    const first = eventAt(now, { userId, ipAddress: '192.0.2.1', count: 3, lastAt: now + 5 });
    const key = `key of ${userId}`;
    await audit.append([
      { ...first, key },
      { ...eventAt(now + 9, { userId, ipAddress: '192.0.2.2' }), key },
      eventAt(now + 1, { userId, type: 'session.ended' }),
    ]);
    await audit.append([{ ...eventAt(now + 7, { userId, count: 40 }), key }]);

    expect(await audit.list({ userId, type: 'login.failed', limit: 10 })).toEqual([
      { ...first, count: 44, lastAt: now + 9 },
    ]);
    expect(await audit.list({ userId, limit: 10 })).toHaveLength(2);
  });

  test('of 16 parallel writers each counts, whatever the order of their keys', async () => {
    const { audit } = subject.storage;
    const userId = uuidv7();
    const keys = ['a', 'b', 'c', 'd'].map((name) => `${name} of ${userId}`);
    await Promise.all(
      Array.from({ length: 16 }, (_unused, writer) => {
        const turned = [...keys.slice(writer % 4), ...keys.slice(0, writer % 4)];
        return audit.append(turned.map((key) => ({ ...eventAt(now + writer, { userId }), key })));
      }),
    );
    const events = await audit.list({ userId, limit: 10 });
    expect(events.map(({ count, lastAt }) => [count, lastAt])).toEqual(
      keys.map(() => [16, now + 15]),
    );
  });

  test('an event that is counted on is not new after its id, and erasing forgets its key', async () => {
    const { audit } = subject.storage;
    const userId = uuidv7();
    const [key, ipAddress] = [`key of ${userId}`, '192.0.2.1'];
    const first = eventAt(now, { userId, ipAddress });
    await audit.append([{ ...first, key }]);
    await audit.append([{ ...eventAt(now + 1, { userId, ipAddress }), key }]);
    expect(await audit.list({ userId, after: first.id, limit: 10 })).toEqual([]);
    expect(await audit.list({ userId, before: first.id, limit: 10 })).toEqual([]);

    expect(await audit.eraseClients(userId, 10)).toBe(1);
    const later = eventAt(now + 2, { userId });
    await audit.append([{ ...later, key }]);
    const erased = { ...first, ipAddress: null, count: 2, lastAt: now + 1 };
    expect(await audit.list({ userId, limit: 10 })).toEqual([erased, later]);
    expect(await audit.list({ userId, before: later.id, limit: 1 })).toEqual([erased]);
    expect(await audit.prune(now - 1, 10)).toBe(0);
  });

  test('reads no more than 256 characters of a user agent that an older version stored', async () => {
    const { audit, directory } = subject.storage;
    const userId = uuidv7();
    await audit.append([eventAt(now, { userId, userAgent: '가'.repeat(15_000) })]);
    const short = [{ userAgent: '가'.repeat(256) }];
    expect(await audit.list({ userId, limit: 10 })).toMatchObject(short);
    const window = { limit: 10, fromEnd: false };
    expect(await directory.events({ filter: { userId }, window })).toMatchObject(short);
  });

  test('lists what an administrator did', async () => {
    const { audit } = subject.storage;
    const [actorId, userId] = [uuidv7(), uuidv7()];
    const event = eventAt(now, { userId, actorId });
    await audit.append([event, eventAt(now, { userId }), eventAt(now, { actorId: userId })]);
    expect(await audit.list({ actorId, limit: 10 })).toEqual([event]);
  });

  test("erasure removes addresses and agents from a user's events, and keeps the events", async () => {
    const { audit } = subject.storage;
    const [userId, other] = [uuidv7(), uuidv7()];
    const client = { userAgent: 'Firefox', ipAddress: '192.0.2.1' };
    const own = [
      eventAt(now, { userId, ...client, detail: { sessions: 1 } }),
      eventAt(now + 1, { userId: other, actorId: userId, ...client }),
      eventAt(now + 2, { userId, ...client, userAgent: null }),
    ];
    const ofOthers = [
      eventAt(now + 3, { userId, actorId: other, ...client }),
      eventAt(now + 4, { userId: other, ...client }),
    ];
    await audit.append([...own, ...ofOthers]);

    expect(await audit.eraseClients(userId, 2)).toBe(2);
    expect(await audit.eraseClients(userId, 2)).toBe(1);
    expect(await audit.eraseClients(userId, 2)).toBe(0);
    const nobody = { userAgent: null, ipAddress: null };
    expect(await audit.list({ userId, limit: 10 })).toEqual([
      { ...own[0], ...nobody },
      { ...own[2], ...nobody },
      ofOthers[0],
    ]);
    expect(await audit.list({ userId: other, limit: 10 })).toEqual([
      { ...own[1], ...nobody },
      ofOthers[1],
    ]);
  });

  test('pruning removes what is older, up to the limit', async () => {
    const { audit } = subject.storage;
    const userId = uuidv7();
    const long = now - 1_000_000;
    await audit.append([long, long + 1, long + 2, now].map((at) => eventAt(at, { userId })));

    expect(await audit.prune(long + 3, 2)).toBe(2);
    expect(await audit.prune(long + 3, 2)).toBe(1);
    expect(await audit.list({ userId, limit: 10 })).toMatchObject([{ at: now }]);
  });
});
