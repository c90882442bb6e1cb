import { expect, test } from 'vitest';
import type { ShownCode } from '../../src/features/account-recovery/recoveries.sql.js';
import { describeStorage, hour, now, openConnections, storedUser } from './storage-contract.js';

describeStorage('the store of account recoveries', (subject) => {
  /** An account with codes of these hashes; what shows the first one. */
  async function withCodes(...codeHashes: string[]): Promise<ShownCode> {
    const { id: userId } = await storedUser(subject.storage);
    await subject.storage.recoveryCodes.add(userId, codeHashes, now);
    return { userId, codeHash: codeHashes[0] ?? '' };
  }
  const recovery = { requestedAt: now, opensAt: now + hour };
  const lapsed = now - hour;
  const sixteen = <T>(act: () => Promise<T>) => Promise.all(Array.from({ length: 16 }, act));

  test('begins one for one of 16 callers', async () => {
    await openConnections(subject.storage);
    const { accountRecoveries } = subject.storage;
    const shown = await withCodes('one');
    const begun = await sixteen(() => accountRecoveries.begin(shown, recovery, lapsed));
    expect(begun.filter(Boolean)).toHaveLength(1);
    expect(await accountRecoveries.find(shown, lapsed)).toEqual(recovery);
    const later = { requestedAt: now + 1, opensAt: now + hour + 1 };
    expect(await accountRecoveries.begin(shown, later, lapsed)).toBe(false);
    expect(await accountRecoveries.find(shown, lapsed)).toEqual(recovery);
  });

  test('begins none by a code that is wrong, used or of someone else', async () => {
    const { accountRecoveries, recoveryCodes } = subject.storage;
    const shown = await withCodes('one', 'two');
    const other = await withCodes('three');
    await recoveryCodes.use(shown.userId, 'one', now);
    const wrong = [shown, { ...shown, codeHash: 'three' }, { ...other, userId: '' }];
    for (const code of [...wrong, { ...other, userId: '\0' }]) {
      expect(await accountRecoveries.begin(code, recovery, lapsed)).toBe(false);
      expect(await accountRecoveries.find(code, lapsed)).toBeUndefined();
      expect(await accountRecoveries.open(code, now + hour, lapsed)).toBe(false);
    }
    expect(await accountRecoveries.listWaiting([shown.userId, other.userId], lapsed)).toEqual([]);
  });

  test('opens for one of 16 callers, when it is due and not before', async () => {
    await openConnections(subject.storage);
    const { accountRecoveries, recoveryCodes } = subject.storage;
    const shown = await withCodes('one', 'two');
    expect(await accountRecoveries.open(shown, now + hour, lapsed)).toBe(false);
    await accountRecoveries.begin(shown, recovery, lapsed);
    expect(await accountRecoveries.open(shown, now + hour - 1, lapsed)).toBe(false);
    const opened = await sixteen(() => accountRecoveries.open(shown, now + hour, lapsed));
    expect(opened.filter(Boolean)).toHaveLength(1);
    expect(await accountRecoveries.find(shown, lapsed)).toBeUndefined();
    expect(await recoveryCodes.countLeft(shown.userId)).toBe(1);
    expect(await recoveryCodes.use(shown.userId, 'one', now)).toBe(false);
  });

  test('a recovery lapses, and begins again', async () => {
    const { accountRecoveries } = subject.storage;
    const shown = await withCodes('one');
    await accountRecoveries.begin(shown, recovery, lapsed);
    const { opensAt } = recovery;
    expect(await accountRecoveries.find(shown, opensAt)).toBeUndefined();
    expect(await accountRecoveries.open(shown, opensAt + 1, opensAt)).toBe(false);
    expect(await accountRecoveries.cancelAllOf(shown.userId, now, opensAt)).toBe(0);
    const again = { requestedAt: opensAt, opensAt: opensAt + hour };
    expect(await accountRecoveries.begin(shown, again, opensAt)).toBe(true);
    expect(await accountRecoveries.find(shown, opensAt)).toEqual(again);
  });

  test('are listed, and cancelled together with their codes', async () => {
    const { accountRecoveries, recoveryCodes } = subject.storage;
    const shown = await withCodes('one', 'two', 'three');
    const { userId } = shown;
    const other = await withCodes('four');
    const later = { requestedAt: now, opensAt: now + 2 * hour };
    await accountRecoveries.begin(shown, later, lapsed);
    await accountRecoveries.begin({ userId, codeHash: 'two' }, recovery, lapsed);
    await accountRecoveries.begin(other, recovery, lapsed);
    const ofUser = [
      { ...recovery, userId },
      { ...later, userId },
    ];
    expect(await accountRecoveries.listWaiting([userId], lapsed)).toEqual(ofUser);
    expect(await accountRecoveries.listWaiting([], lapsed)).toEqual([]);
    expect(await accountRecoveries.cancelAllOf(userId, now + 1, lapsed)).toBe(2);
    expect(await accountRecoveries.cancelAllOf(userId, now + 1, lapsed)).toBe(0);
    expect(await accountRecoveries.listWaiting([userId], lapsed)).toEqual([]);
    expect(await accountRecoveries.listOf(userId)).toEqual([recovery, later]);
    expect(await recoveryCodes.countLeft(userId)).toBe(1);
    expect(await accountRecoveries.find(other, lapsed)).toEqual(recovery);
  });

  test('end with the code, as a second step and when codes are made anew', async () => {
    const { accountRecoveries, recoveryCodes } = subject.storage;
    const shown = await withCodes('one', 'two');
    const { userId } = shown;
    await accountRecoveries.begin(shown, recovery, lapsed);
    await recoveryCodes.use(userId, 'one', now);
    expect(await accountRecoveries.open(shown, now + hour, lapsed)).toBe(false);
    await accountRecoveries.begin({ userId, codeHash: 'two' }, recovery, lapsed);
    await recoveryCodes.removeAllOf(userId);
    expect(await accountRecoveries.listWaiting([userId], lapsed)).toEqual([]);
  });
});
