import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import type { FactorReset } from '../../src/features/administration/factor-resets.sql.js';
import { describeStorage, hour, now, openConnections, storedUser } from './storage-contract.js';

describeStorage('the store of resets that wait', (subject) => {
  async function waiting(change: Partial<FactorReset> = {}): Promise<FactorReset> {
    const userId = change.userId ?? (await storedUser(subject.storage)).id;
    const id = uuidv7();
    const times = { requestedAt: now, dueAt: now + hour };
    const reset = { id, userId, tokenHash: `hash-${id}`, actorId: uuidv7(), ...times, ...change };
    expect(await subject.storage.factorResets.add(reset)).toBe(true);
    return reset;
  }

  test('keeps one of a user, the first', async () => {
    const { factorResets } = subject.storage;
    const first = await waiting();
    const other = await waiting();
    const again = { ...first, id: uuidv7(), tokenHash: 'another' };
    expect(await factorResets.add(again)).toBe(false);
    expect(await factorResets.listOf([first.userId])).toEqual([first]);
    expect(await factorResets.listOf([first.userId, other.userId])).toHaveLength(2);
    expect(await factorResets.listOf([])).toEqual([]);
  });

  test('gives one when it is due, and cancels it before', async () => {
    const { factorResets } = subject.storage;
    const reset = await waiting();
    const { id, tokenHash, dueAt } = reset;
    expect(await factorResets.take(id, dueAt - 1)).toBeUndefined();
    expect(await factorResets.cancel(tokenHash, dueAt)).toBeUndefined();
    expect(await factorResets.cancel('another', now)).toBeUndefined();
    expect(await factorResets.cancel(tokenHash, dueAt - 1)).toEqual(reset);
    expect(await factorResets.cancel(tokenHash, dueAt - 1)).toBeUndefined();
    expect(await factorResets.take(id, dueAt)).toBeUndefined();
  });

  test('gives one of 16 callers what is due', async () => {
    await openConnections(subject.storage);
    const { factorResets } = subject.storage;
    const { id, dueAt } = await waiting();
    const take = () => factorResets.take(id, dueAt);
    const taken = await Promise.all(Array.from({ length: 16 }, take));
    expect(taken.filter((each) => each !== undefined)).toHaveLength(1);
  });

  test('goes with its user, and when it is removed', async () => {
    const { factorResets, users } = subject.storage;
    const one = await waiting();
    const other = await waiting();
    await users.delete(one.userId);
    await factorResets.removeOf(other.userId);
    expect(await factorResets.listOf([one.userId, other.userId])).toEqual([]);
  });

  test('removes what was due long ago', async () => {
    const { factorResets } = subject.storage;
    await waiting({ dueAt: now - 1 });
    const { userId } = await waiting({ dueAt: now });
    expect(await factorResets.prune(now, 10)).toBe(1);
    expect(await factorResets.listOf([userId])).toHaveLength(1);
  });
});
