import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { describeStorage, hour, now, openConnections, storedUser } from './storage-contract.js';
import {
  secretPurposes,
  type StoredOneTimeToken,
} from '../../src/platform/one-time-tokens/store.js';

describeStorage('the store of one-time secrets', (subject) => {
  async function stored(change: Partial<StoredOneTimeToken> = {}): Promise<StoredOneTimeToken> {
    const userId = change.userId ?? (await storedUser(subject.storage)).id;
    const secret: StoredOneTimeToken = {
      subject: userId,
      purpose: 'sign-in',
      tokenHash: `token-${randomUUID()}`,
      codeHash: `code-${randomUUID()}`,
      userId,
      email: 'Ada@example.com',
      createdAt: now,
      expiresAt: now + hour,
      ...change,
    };
    await subject.storage.oneTimeTokens.replace(secret);
    return secret;
  }

  test('gives a secret that comes back exactly as it was, and once', async () => {
    const { oneTimeTokens } = subject.storage;
    const secret = await stored();
    expect(await oneTimeTokens.find(secret, now)).toEqual(secret);
    expect(await oneTimeTokens.consume(secret, now)).toEqual(secret);
    expect(await oneTimeTokens.find(secret, now)).toBeUndefined();
    expect(await oneTimeTokens.consume(secret, now)).toBeUndefined();
  });

  test('gives a secret to one of 16 callers', async () => {
    await openConnections(subject.storage);
    const secret = await stored();
    const taken = await Promise.all(
      Array.from({ length: 16 }, () => subject.storage.oneTimeTokens.consume(secret, now)),
    );
    expect(taken.filter((each) => each !== undefined)).toEqual([secret]);
  });

  test('gives a secret to one of 16 transactions, and to the next if that one fails', async () => {
    await openConnections(subject.storage);
    const secret = await stored();
    let failed = false;
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, () =>
        subject.storage
          .transact(async ({ oneTimeTokens }) => {
            const taken = await oneTimeTokens.consume(secret, now);
            if (taken === undefined) return 'nothing';
            if (failed) return 'taken';
            failed = true;
            throw new Error('pulled the plug');
          })
          .catch(() => 'failed'),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'failed')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1);
  });

  test.each(secretPurposes)('a secret to %s is none of any other purpose', async (purpose) => {
    const { oneTimeTokens } = subject.storage;
    const secret = await stored({ purpose });
    for (const other of secretPurposes.filter((each) => each !== purpose)) {
      const shown = { ...secret, purpose: other };
      expect(await oneTimeTokens.find(shown, now)).toBeUndefined();
      expect(await oneTimeTokens.consume(shown, now)).toBeUndefined();
      expect(await oneTimeTokens.countAttempt(shown, now, 5)).toBe(false);
      expect(await oneTimeTokens.consumeByCode(shown, secret.codeHash, now)).toBeUndefined();
    }
    expect(await oneTimeTokens.consume(secret, now)).toEqual(secret);
  });

  test('a secret ends with its time', async () => {
    const { oneTimeTokens } = subject.storage;
    const secret = await stored();
    const end = secret.expiresAt;
    expect(await oneTimeTokens.find(secret, end)).toBeUndefined();
    expect(await oneTimeTokens.consume(secret, end)).toBeUndefined();
    expect(await oneTimeTokens.countAttempt(secret, end, 5)).toBe(false);
    expect(await oneTimeTokens.consumeByCode(secret, secret.codeHash, end)).toBeUndefined();
    expect(await oneTimeTokens.consume(secret, end - 1)).toEqual(secret);
  });

  test('the next token of a purpose invalidates the previous one and resets its attempts', async () => {
    const { oneTimeTokens } = subject.storage;
    const first = await stored();
    await oneTimeTokens.countAttempt(first, now, 1);
    const second = await stored({ subject: first.subject, userId: first.userId });
    const other = await stored({
      subject: first.subject,
      userId: first.userId,
      purpose: 'change-email',
    });

    expect(await oneTimeTokens.consume(first, now)).toBeUndefined();
    expect(await oneTimeTokens.consumeByCode(first, first.codeHash, now)).toBeUndefined();
    expect(await oneTimeTokens.countAttempt(second, now, 1)).toBe(true);
    expect(await oneTimeTokens.consume(second, now)).toEqual(second);
    expect(await oneTimeTokens.consume(other, now)).toEqual(other);
  });

  test('lets so many guesses through and no more, however many come at once', async () => {
    await openConnections(subject.storage);
    const secret = await stored();
    const guesses = await Promise.all(
      Array.from({ length: 16 }, () => subject.storage.oneTimeTokens.countAttempt(secret, now, 5)),
    );
    expect(guesses.filter(Boolean)).toHaveLength(5);
    // The token is no guess: it still works.
    expect(await subject.storage.oneTimeTokens.consume(secret, now)).toEqual(secret);
  });

  test('gives a secret by its code to one of 16 callers, and nothing for another code', async () => {
    await openConnections(subject.storage);
    const { oneTimeTokens } = subject.storage;
    const secret = await stored();
    expect(await oneTimeTokens.consumeByCode(secret, 'another', now)).toBeUndefined();
    const taken = await Promise.all(
      Array.from({ length: 16 }, () => oneTimeTokens.consumeByCode(secret, secret.codeHash, now)),
    );
    expect(taken.filter((each) => each !== undefined)).toEqual([secret]);
    expect(await oneTimeTokens.consume(secret, now)).toBeUndefined();
  });

  test('keeps a decoy for an address that nobody has', async () => {
    const { oneTimeTokens } = subject.storage;
    const decoy = {
      subject: 'nobody@example.com',
      purpose: 'sign-in',
      tokenHash: 'decoy',
      codeHash: 'decoy',
      userId: null,
      email: 'nobody@example.com',
      createdAt: now,
      expiresAt: now + hour,
    } as const;
    await oneTimeTokens.replace(decoy);
    expect(await oneTimeTokens.countAttempt(decoy, now, 5)).toBe(true);
    expect(await oneTimeTokens.consume(decoy, now)).toEqual(decoy);
  });

  test('removes all secrets of a user and no other', async () => {
    const { oneTimeTokens } = subject.storage;
    const first = await stored();
    const userId = first.userId;
    await stored({ userId, subject: 'ada@example.com', purpose: 'reset-password' });
    const other = await stored();
    expect(await oneTimeTokens.removeAllOfUser(userId ?? '')).toBe(2);
    expect(await oneTimeTokens.removeAllOfUser('a\0b')).toBe(0);
    expect(await oneTimeTokens.find(first, now)).toBeUndefined();
    expect(await oneTimeTokens.find(other, now)).toEqual(other);
  });

  test('pruning removes what has expired, up to the limit', async () => {
    const { oneTimeTokens } = subject.storage;
    for (const expiresAt of [now - 2, now - 1, now]) await stored({ expiresAt });
    const alive = await stored();
    expect(await oneTimeTokens.prune(now, 2)).toBe(2);
    expect(await oneTimeTokens.prune(now, 2)).toBe(1);
    expect(await oneTimeTokens.prune(now, 2)).toBe(0);
    expect(await oneTimeTokens.find(alive, now)).toEqual(alive);
  });

  test('lists the secrets of a user that have not expired, the first to expire first', async () => {
    const { oneTimeTokens } = subject.storage;
    const { id: userId } = await storedUser(subject.storage);
    const later = await stored({ userId, subject: userId, purpose: 'reset-password' });
    const sooner = await stored({ userId, subject: userId, expiresAt: now + 1 });
    await stored({ userId, subject: userId, purpose: 'change-email', expiresAt: now });
    await stored();
    expect(await oneTimeTokens.listOf(userId, now)).toEqual([sooner, later]);
    expect(await oneTimeTokens.listOf('\0', now)).toEqual([]);
  });
});
