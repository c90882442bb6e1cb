import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import type { Job } from '../../src/platform/job.js';
import { describeStorage, hour, newMessage, now, openConnections } from './storage-contract.js';

describeStorage('the outbox store', (subject) => {
  const all = { kinds: ['test'], limit: 100 };
  const list = () => subject.storage.outbox.list(all);
  const due = (at = now) => subject.storage.outbox.listDue(['test'], at, 100);

  async function stored(change: Partial<Job> = {}): Promise<Job> {
    const message = newMessage(change);
    await subject.storage.outbox.add(message);
    return message;
  }

  /** A message whose first attempt has begun. */
  async function claimed(): Promise<{ id: string; attempts: number }> {
    const { id } = await stored();
    await subject.storage.outbox.claim({ id, attempts: 1 }, now + hour);
    return { id, attempts: 1 };
  }

  test('stores a message that comes back exactly as it was', async () => {
    const message = await stored({ expiresAt: now + hour, label: { mail: 'x', to: '가…@예.kr' } });
    expect(await list()).toEqual([message]);
  });

  test('is written with the transaction it is posted in, or not at all', async () => {
    const { transact } = subject.storage;
    const failing = transact(async ({ outbox }) => {
      await outbox.add(newMessage());
      throw new Error('pulled the plug');
    });
    await expect(failing).rejects.toThrow('pulled the plug');
    expect(await list()).toEqual([]);
    await transact(({ outbox }) => outbox.add(newMessage()));
    expect(await list()).toHaveLength(1);
  });

  test('gives what is due of the kinds asked for, the longest due first', async () => {
    const later = await stored({ dueAt: now - 1 });
    const earlier = await stored({ dueAt: now - 2 });
    await stored({ dueAt: now + 1 });
    await stored({ kind: 'other' });
    expect(await due()).toEqual([earlier, later]);
    expect(await subject.storage.outbox.listDue(['test', 'other'], now, 2)).toHaveLength(2);
  });

  test('lets one of 16 callers begin an attempt', async () => {
    await openConnections(subject.storage);
    const { id } = await stored();
    const claims = await Promise.all(
      Array.from({ length: 16 }, () =>
        subject.storage.outbox.claim({ id, attempts: 1 }, now + hour),
      ),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await due()).toEqual([]);
    expect(await due(now + hour)).toMatchObject([{ id, attempts: 1 }]);
  });

  test('an attempt whose lease has ended belongs to whoever begins the next one', async () => {
    const { outbox } = subject.storage;
    const first = await claimed();
    expect(await outbox.claim({ id: first.id, attempts: 2 }, now + 2 * hour)).toBe(true);
    expect(await outbox.markDelivered(first, now)).toBe(false);
    expect(await outbox.markFailed(first, now, 'late')).toBe(false);
    expect(await outbox.postpone(first, now, 'late')).toBe(false);
    expect(await list()).toMatchObject([{ status: 'waiting', attempts: 2, lastError: null }]);
  });

  test('a delivered message has no payload and no error any more', async () => {
    const { outbox } = subject.storage;
    const first = await claimed();
    await outbox.postpone(first, now + 5, 'try later');
    expect(await list()).toMatchObject([
      { status: 'waiting', dueAt: now + 5, lastError: 'try later' },
    ]);

    const second = { id: first.id, attempts: 2 };
    await outbox.claim(second, now + hour);
    expect(await outbox.markDelivered(second, now + 9)).toBe(true);
    expect(await list()).toMatchObject([
      { status: 'delivered', payload: null, finishedAt: now + 9, lastError: null },
    ]);
    expect(await outbox.markDelivered(second, now + 10)).toBe(false);
    expect(await due(now + 2 * hour)).toEqual([]);
  });

  test('a failed message keeps its payload, and can be tried again from the beginning', async () => {
    const { outbox } = subject.storage;
    const attempt = await claimed();
    expect(await outbox.retry(attempt.id, now)).toBe(false);
    expect(await outbox.markFailed(attempt, now, 'nobody there')).toBe(true);
    expect(await due(now + 2 * hour)).toEqual([]);
    expect(await list()).toMatchObject([{ status: 'failed', payload: 'sealed', finishedAt: now }]);

    expect(await outbox.retry(attempt.id, now + hour)).toBe(true);
    expect(await due(now + hour)).toMatchObject([
      { status: 'waiting', attempts: 0, lastError: 'nobody there', finishedAt: null },
    ]);
  });

  test('retries only the kinds asked for, and finds a message by its id', async () => {
    const { outbox } = subject.storage;
    const attempt = await claimed();
    await outbox.markFailed(attempt, now, 'nobody there');
    expect(await outbox.retry(attempt.id, now, ['other'])).toBe(false);
    expect(await outbox.retry(attempt.id, now, ['other', 'test'])).toBe(true);
    expect(await outbox.find(attempt.id)).toMatchObject({ id: attempt.id, status: 'waiting' });
    expect(await outbox.find('a\0b')).toBeUndefined();
  });

  test('lists what was added before a message, by its id', async () => {
    const [earlier, later] = [await stored(), await stored()];
    const before = (id: string) => subject.storage.outbox.list({ ...all, before: id });
    expect(await before(later.id)).toEqual([earlier]);
    expect(await before(earlier.id)).toEqual([]);
  });

  test.each(['', 'a\0b', '\ud800', 'not-a-uuid'])('retries nothing for %j', async (id) => {
    expect(await subject.storage.outbox.retry(id, now)).toBe(false);
  });

  test('lists the newest first, and only the status asked for', async () => {
    const { outbox } = subject.storage;
    const failed = await claimed();
    await outbox.markFailed(failed, now, 'no');
    const waiting = await stored();
    const delivered = await claimed();
    await outbox.markDelivered(delivered, now);

    const ids = async (filter: object) =>
      (await outbox.list({ ...all, ...filter })).map(({ id }) => id);
    expect(await ids({})).toEqual([delivered.id, waiting.id, failed.id]);
    expect(await ids({ limit: 1 })).toEqual([delivered.id]);
    expect(await ids({ status: 'waiting' })).toEqual([waiting.id]);
    expect(await ids({ status: 'failed' })).toEqual([failed.id]);
    expect(await ids({ status: 'delivered' })).toEqual([delivered.id]);
    expect(await ids({ kinds: ['other'] })).toEqual([]);
  });

  test('pruning removes what was finished before, of one status, up to the limit', async () => {
    const { outbox } = subject.storage;
    for (const at of [now - 3, now - 2, now - 1, now]) {
      await outbox.markDelivered(await claimed(), at);
    }
    await outbox.markFailed(await claimed(), now - 9, 'no');
    await stored({ id: uuidv7({ msecs: 0 }), dueAt: now - hour });

    expect(await outbox.prune('delivered', now, 2)).toBe(2);
    expect(await outbox.prune('delivered', now, 2)).toBe(1);
    expect(await outbox.prune('delivered', now, 2)).toBe(0);
    expect(await outbox.prune('failed', now, 2)).toBe(1);
    expect((await list()).map(({ status }) => status)).toEqual(['delivered', 'waiting']);
  });

  test('expired jobs without a recipient are removed, up to the limit, and nothing else', async () => {
    const { outbox } = subject.storage;
    for (const expiresAt of [now - 3, now - 2, now - 1, now, null]) await stored({ expiresAt });
    const failed = await stored({ expiresAt: now - 9 });
    await outbox.claim({ id: failed.id, attempts: 1 }, now + hour);
    await outbox.markFailed({ id: failed.id, attempts: 1 }, now, 'expired');

    expect(await outbox.pruneExpired(now, 2)).toBe(2);
    expect(await outbox.pruneExpired(now, 2)).toBe(1);
    expect(await outbox.pruneExpired(now, 2)).toBe(0);
    const left = (await list()).map(({ expiresAt, status }) => [expiresAt, status]);
    expect(left).toHaveLength(3);
    expect(left).toEqual(
      expect.arrayContaining([
        [now, 'waiting'],
        [null, 'waiting'],
        [now - 9, 'failed'],
      ]),
    );
  });
});
