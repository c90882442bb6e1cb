import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import type { TotpFactor } from '../../src/features/totp/totp.sql.js';
import { describeStorage, hour, now, openConnections, storedUser } from './storage-contract.js';

describeStorage('the store of authenticator apps', (subject) => {
  async function pending(change: Partial<TotpFactor> = {}, expiresAt = now + hour) {
    const factor: TotpFactor = {
      id: uuidv7(),
      userId: change.userId ?? (await storedUser(subject.storage)).id,
      secret: 'sealed',
      label: null,
      createdAt: now,
      confirmedAt: null,
      lastUsedAt: null,
      ...change,
    };
    await subject.storage.totp.add(factor, expiresAt);
    return factor;
  }

  async function confirmed(change: Partial<TotpFactor> = {}) {
    const factor = await pending(change);
    await subject.storage.totp.confirm(factor.id, 100, now);
    return { ...factor, confirmedAt: now, lastUsedAt: now };
  }

  test('finds one that waits, of its user, until it expires', async () => {
    const { totp } = subject.storage;
    const factor = await pending({ label: 'Pixel 🦊' });
    const other = await storedUser(subject.storage);
    expect(await totp.findPending(factor.id, factor.userId, now)).toEqual(factor);
    expect(await totp.findPending(factor.id, other.id, now)).toBeUndefined();
    expect(await totp.findPending(factor.id, factor.userId, now + hour)).toBeUndefined();
    expect(await totp.listOf([factor.userId])).toEqual([]);
  });

  test('confirms one once, and never after its end', async () => {
    const { totp } = subject.storage;
    const factor = await pending();
    const late = await pending({}, now);
    expect(await totp.confirm(late.id, 100, now)).toBe(false);
    expect(await totp.confirm(factor.id, 100, now)).toBe(true);
    expect(await totp.confirm(factor.id, 101, now)).toBe(false);
    expect(await totp.findPending(factor.id, factor.userId, now)).toBeUndefined();
    const listed = { ...factor, confirmedAt: now, lastUsedAt: now };
    expect(await totp.listOf([factor.userId])).toEqual([listed]);
  });

  test('uses up the code of a step, and those of the steps before it', async () => {
    const { totp } = subject.storage;
    const { id, userId } = await confirmed();
    expect(await totp.use(id, 100, now)).toBe(false);
    expect(await totp.use(id, 102, now + 1)).toBe(true);
    for (const step of [99, 101, 102]) expect(await totp.use(id, step, now + 2)).toBe(false);
    expect(await totp.listOf([userId])).toMatchObject([{ lastUsedAt: now + 1 }]);
  });

  test('takes no code of one that waits', async () => {
    const { id } = await pending();
    expect(await subject.storage.totp.use(id, 100, now)).toBe(false);
  });

  test('gives one of 100 callers the use of a code', async () => {
    await openConnections(subject.storage);
    const { id } = await confirmed();
    const use = () => subject.storage.totp.use(id, 101, now);
    const uses = await Promise.all(Array.from({ length: 100 }, use));
    expect(uses.filter(Boolean)).toHaveLength(1);
  });

  test('lists those of several users, the oldest first', async () => {
    const { totp } = subject.storage;
    const first = await confirmed();
    const second = await confirmed({ userId: first.userId });
    const other = await confirmed();
    expect(await totp.listOf([first.userId, other.userId])).toEqual([first, second, other]);
    expect(await totp.listOf([first.userId])).toEqual([first, second]);
    expect(await totp.listOf([])).toEqual([]);
  });

  test('counts those that wait until they expire', async () => {
    const { totp } = subject.storage;
    const { userId } = await confirmed();
    await pending({ userId });
    expect(await totp.count(userId, now)).toBe(2);
    expect(await totp.count(userId, now + hour)).toBe(1);
  });

  test('removes one that is confirmed, of its user', async () => {
    const { totp } = subject.storage;
    const { id, userId } = await confirmed();
    const waiting = await pending({ userId });
    const other = await storedUser(subject.storage);
    expect(await totp.remove(id, other.id)).toBe(false);
    expect(await totp.remove(waiting.id, userId)).toBe(false);
    expect(await totp.remove(id, userId)).toBe(true);
    expect(await totp.remove(id, userId)).toBe(false);
  });

  test('removes all of a user, those included that wait', async () => {
    const { totp } = subject.storage;
    const { userId } = await confirmed();
    await pending({ userId });
    const other = await confirmed();
    await totp.removeAllOf(userId);
    expect(await totp.count(userId, now)).toBe(0);
    expect(await totp.listOf([other.userId])).toEqual([other]);
  });

  test('removes those that were not confirmed in time', async () => {
    const { totp } = subject.storage;
    const { userId } = await confirmed();
    await pending({ userId }, now - 1);
    const waiting = await pending({ userId }, now);
    expect(await totp.prune(now, 10)).toBe(1);
    expect(await totp.findPending(waiting.id, userId, now - 1)).toEqual(waiting);
    expect(await totp.listOf([userId])).toHaveLength(1);
  });

  test('goes with its user', async () => {
    const { totp, users } = subject.storage;
    const { userId } = await confirmed();
    await users.delete(userId);
    expect(await totp.count(userId, now)).toBe(0);
  });

  test.each(['', 'a\0b', '\ud800'])('knows nothing of the id %j', async (id) => {
    const { totp } = subject.storage;
    expect(await totp.findPending(id, id, now)).toBeUndefined();
    expect(await totp.confirm(id, 1, now)).toBe(false);
    expect(await totp.use(id, 1, now)).toBe(false);
    expect(await totp.remove(id, id)).toBe(false);
    expect(await totp.listOf([id])).toEqual([]);
  });
});
