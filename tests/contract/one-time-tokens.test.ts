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
    await subject.storage.oneTimeTokens.add(secret);
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

  /** As many secrets of one subject and purpose, the first issued first. */
  async function issued(count: number, purpose: StoredOneTimeToken['purpose'] = 'sign-in') {
    const { id } = await storedUser(subject.storage);
    const secrets: StoredOneTimeToken[] = [];
    for (let index = 0; index < count; index += 1) {
      const email = `ada${index}@example.com`;
      const times = { createdAt: now + index, expiresAt: now + hour + index };
      secrets.push(await stored({ subject: id, userId: id, purpose, email, ...times }));
    }
    return secrets;
  }

  test.each(secretPurposes)('keeps the last three secrets to %s, and no more', async (purpose) => {
    const { oneTimeTokens } = subject.storage;
    const [first, ...lastThree] = await issued(4, purpose);
    const found = await Promise.all(
      lastThree.map((secret) => oneTimeTokens.find({ ...secret }, now + 4)),
    );
    expect(found).toEqual(lastThree);
    const { userId } = first as StoredOneTimeToken;
    expect(await oneTimeTokens.listOf(userId ?? '', now)).toEqual(lastThree);
    expect(await oneTimeTokens.find(first as StoredOneTimeToken, now)).toBeUndefined();
    expect(await oneTimeTokens.consume(first as StoredOneTimeToken, now)).toBeUndefined();
  });

  test.each([0, 1, 2])('the use of secret %i of three ends all three', async (used) => {
    const { oneTimeTokens } = subject.storage;
    for (const way of ['token', 'code']) {
      const secrets = await issued(3);
      const other = await stored({ ...secrets[0], purpose: 'change-email', tokenHash: way });
      const shown = secrets[used] as StoredOneTimeToken;
      const consume = (each: StoredOneTimeToken) =>
        way === 'token'
          ? oneTimeTokens.consume(each, now)
          : oneTimeTokens.consumeByCode(each, each.codeHash, now);
      expect(await consume(shown)).toEqual(shown);
      for (const each of secrets) {
        expect(await oneTimeTokens.find(each, now)).toBeUndefined();
        expect(await oneTimeTokens.consume(each, now)).toBeUndefined();
        expect(await oneTimeTokens.consumeByCode(each, each.codeHash, now)).toBeUndefined();
      }
      expect(await oneTimeTokens.consume(other, now)).toEqual(other);
    }
  });

  test('of the last three each ends with its own time', async () => {
    const { oneTimeTokens } = subject.storage;
    const secrets = await issued(3);
    const [first, second] = secrets as [StoredOneTimeToken, StoredOneTimeToken];
    expect(await oneTimeTokens.find(first, first.expiresAt)).toBeUndefined();
    expect(await oneTimeTokens.consume(first, first.expiresAt)).toBeUndefined();
    const byCode = oneTimeTokens.consumeByCode(first, first.codeHash, first.expiresAt);
    expect(await byCode).toBeUndefined();
    expect(await oneTimeTokens.listOf(first.subject, first.expiresAt)).toEqual(secrets.slice(1));
    expect(await oneTimeTokens.prune(first.expiresAt, 9)).toBe(0);
    expect(await oneTimeTokens.consume(second, first.expiresAt)).toEqual(second);
  });

  test('of 30 callers with the last three secrets one gets one', async () => {
    await openConnections(subject.storage);
    const { oneTimeTokens } = subject.storage;
    const secrets = await issued(3);
    const taken = await Promise.all(
      Array.from({ length: 10 }, () =>
        secrets.map((each, index) =>
          index === 1
            ? oneTimeTokens.consumeByCode(each, each.codeHash, now)
            : oneTimeTokens.consume(each, now),
        ),
      ).flat(),
    );
    expect(taken.filter((each) => each !== undefined)).toHaveLength(1);
  });

  test('of 16 secrets that are issued at once three stay', async () => {
    await openConnections(subject.storage);
    const { id } = await storedUser(subject.storage);
    await Promise.all(Array.from({ length: 16 }, () => stored({ subject: id, userId: id })));
    expect(await subject.storage.oneTimeTokens.listOf(id, now)).toHaveLength(3);
  });

  test('a code has its own guesses, before and after the next is issued', async () => {
    const { oneTimeTokens } = subject.storage;
    const [first] = (await issued(1)) as [StoredOneTimeToken];
    const again = { subject: first.subject, userId: first.userId };
    await oneTimeTokens.countAttempt(first, now, 2);
    const second = await stored(again);
    // The second guess at the first code, and the first at the second.
    expect(await oneTimeTokens.countAttempt(first, now, 2)).toBe(true);
    expect(await oneTimeTokens.countAttempt(first, now, 2)).toBe(true);
    expect(await oneTimeTokens.consumeByCode(first, first.codeHash, now)).toBeUndefined();
    expect(await oneTimeTokens.countAttempt(first, now, 2)).toBe(false);
    const third = await stored(again);
    expect(await oneTimeTokens.countAttempt(first, now, 2)).toBe(true);
    expect(await oneTimeTokens.consumeByCode(second, second.codeHash, now)).toBeUndefined();
    // The links are no guesses: all of them still work.
    for (const each of [first, second]) {
      expect(await oneTimeTokens.find(each, now)).toMatchObject({ tokenHash: each.tokenHash });
    }
    expect(await oneTimeTokens.consumeByCode(third, third.codeHash, now)).toEqual(third);
  });

  test('a secret of another user ends those before it', async () => {
    const { oneTimeTokens } = subject.storage;
    const address = 'shared@example.com';
    const first = await stored({ subject: address });
    const next = await stored({ subject: address });
    expect(await oneTimeTokens.find(first, now)).toBeUndefined();
    expect(await oneTimeTokens.find(next, now)).toEqual(next);
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
    await oneTimeTokens.add(decoy);
    await oneTimeTokens.add({ ...decoy, tokenHash: 'next' });
    expect(await oneTimeTokens.countAttempt(decoy, now, 5)).toBe(true);
    expect(await oneTimeTokens.consume(decoy, now)).toEqual(decoy);
  });

  test('removes the secrets of a user and no other, but for two purposes', async () => {
    const { oneTimeTokens } = subject.storage;
    const first = await stored();
    const userId = first.userId;
    await stored({ userId, subject: 'ada@example.com', purpose: 'reset-password' });
    const confirmed = await stored({ userId, purpose: 'confirmed' });
    const denial = await stored({ userId, subject: 'a session', purpose: 'deny-sign-in' });
    const other = await stored();
    expect(await oneTimeTokens.removeAllOfUser(userId ?? '')).toBe(2);
    expect(await oneTimeTokens.find(confirmed, now)).toEqual(confirmed);
    expect(await oneTimeTokens.find(denial, now)).toEqual(denial);
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
