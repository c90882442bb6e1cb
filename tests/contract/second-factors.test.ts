import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { signIn } from '../../src/features/sign-in/feature.js';
import { describeStorage, hour, now, openConnections, storedUser } from './storage-contract.js';

describeStorage('the store of used tokens', (subject) => {
  test('lets one of 16 callers use a token', async () => {
    await openConnections(subject.storage);
    const { usedTokens } = subject.storage;
    const id = randomUUID();
    const used = await Promise.all(
      Array.from({ length: 16 }, () => usedTokens.use(id, now + hour)),
    );
    expect(used.filter(Boolean)).toHaveLength(1);
    expect(await usedTokens.use(id, now + hour)).toBe(false);
    expect(await usedTokens.use(randomUUID(), now + hour)).toBe(true);
  });

  test('a token whose transaction fails is not used', async () => {
    const { transact, usedTokens } = subject.storage;
    const id = randomUUID();
    const failed = transact(async (stores) => {
      expect(await stores.usedTokens.use(id, now + hour)).toBe(true);
      throw new Error('pulled the plug');
    });
    await expect(failed).rejects.toThrow('pulled the plug');
    expect(await usedTokens.use(id, now + hour)).toBe(true);
  });

  test('removes what has expired, a batch at a time', async () => {
    const { usedTokens } = subject.storage;
    await usedTokens.prune(now + 10 * hour, 1000);
    const [kept, ...old] = Array.from({ length: 4 }, () => randomUUID());
    for (const id of old) await usedTokens.use(id, now - 1);
    await usedTokens.use(kept ?? '', now);
    expect(await usedTokens.prune(now, 2)).toBe(2);
    expect(await usedTokens.prune(now, 2)).toBe(1);
    expect(await usedTokens.use(kept ?? '', now)).toBe(false);
  });

  test('keeps a token for a day after it has expired, since clocks are set back', async () => {
    const { storage } = subject;
    const id = randomUUID();
    const isUnusedAfter = async (time: number) => {
      for (const prune of signIn.retention?.(storage, now + time) ?? []) await prune(1000);
      return storage.usedTokens.use(id, now);
    };
    expect(await isUnusedAfter(0)).toBe(true);
    expect(await isUnusedAfter(24 * hour)).toBe(false);
    expect(await isUnusedAfter(24 * hour + 1)).toBe(true);
  });
});

describeStorage('the store of recovery codes', (subject) => {
  test('lets one of 16 callers use a code, and keeps when', async () => {
    await openConnections(subject.storage);
    const { recoveryCodes } = subject.storage;
    const { id } = await storedUser(subject.storage);
    await recoveryCodes.add(id, ['one', 'two'], now);
    const used = await Promise.all(
      Array.from({ length: 16 }, () => recoveryCodes.use(id, 'one', now + 5)),
    );
    expect(used.filter(Boolean)).toHaveLength(1);
    expect(await recoveryCodes.countLeft(id)).toBe(1);
    expect(await recoveryCodes.listOf(id)).toEqual([
      { createdAt: now, usedAt: now + 5 },
      { createdAt: now, usedAt: null },
    ]);
  });

  test('a code is good for its own user', async () => {
    const { recoveryCodes } = subject.storage;
    const [owner, other] = [await storedUser(subject.storage), await storedUser(subject.storage)];
    await recoveryCodes.add(owner.id, ['one'], now);
    for (const id of [other.id, 'x', '', '\0']) {
      expect(await recoveryCodes.use(id, 'one', now)).toBe(false);
      expect(await recoveryCodes.countLeft(id)).toBe(0);
    }
    expect(await recoveryCodes.use(owner.id, 'one', now)).toBe(true);
  });

  test('all codes of an account go at once, and with the account', async () => {
    const { recoveryCodes, users } = subject.storage;
    const { id } = await storedUser(subject.storage);
    await recoveryCodes.add(id, ['one', 'two'], now);
    await recoveryCodes.removeAllOf(id);
    expect(await recoveryCodes.listOf(id)).toEqual([]);
    await recoveryCodes.add(id, ['three'], now);
    await users.delete(id);
    expect(await recoveryCodes.listOf(id)).toEqual([]);
  });
});

describeStorage('two-step sign-in of an account', (subject) => {
  test('is turned on by one of 16 callers, and off by one', async () => {
    await openConnections(subject.storage);
    const { users } = subject.storage;
    const { id } = await storedUser(subject.storage);
    for (const since of [now, null]) {
      const turned = await Promise.all(
        Array.from({ length: 16 }, () => users.setTwoStepSince(id, since)),
      );
      expect(turned.filter(Boolean)).toHaveLength(1);
      expect((await users.find({ id }))?.twoStepSince).toBe(since);
    }
    expect(await users.setTwoStepSince('x', now)).toBe(false);
  });
});

describeStorage('a guess that was right', (subject) => {
  test('is taken back, and no more than were counted', async () => {
    const { oneTimeTokens } = subject.storage;
    const { id: userId } = await storedUser(subject.storage);
    const shown = { subject: userId, purpose: 'sign-in' } as const;
    const secret = { ...shown, userId, tokenHash: randomUUID(), codeHash: 'code' };
    const times = { createdAt: now, expiresAt: now + hour };
    await oneTimeTokens.add({ ...secret, ...times, email: 'ada@example.com' });
    const guess = () => oneTimeTokens.countAttempt(shown, now, 2);
    await oneTimeTokens.refundAttempt(shown);
    expect([await guess(), await guess(), await guess()]).toEqual([true, true, false]);
    await oneTimeTokens.refundAttempt(shown);
    expect([await guess(), await guess()]).toEqual([true, false]);
  });
});
