import { expect, it } from 'vitest';
import { describeStorage, newKey, now } from './storage-contract.js';

describeStorage('signing keys', (subject) => {
  it('come back exactly as they were, the oldest first', async () => {
    const { keys } = subject.storage;
    const first = newKey(1, {
      algorithm: 'PS256',
      publicJwk: { kty: 'RSA', n: 'ñ', e: 'AQAB' },
      expiresAt: now + 5,
      revokedAt: now + 6,
    });
    const second = newKey(2);

    expect(await keys.add(first, { expireEarlierAt: now })).toBe(true);
    expect(await keys.add(second, { expireEarlierAt: now })).toBe(true);
    expect(await keys.list()).toEqual([first, second]);
  });

  it('are none in a new database', async () => {
    expect(await subject.storage.keys.list()).toEqual([]);
  });

  it('expire when a later one is added, unless they have an expiry already', async () => {
    const { keys } = subject.storage;
    const first = newKey(1, { expiresAt: now + 1 });
    const second = newKey(2);
    await keys.add(first, { expireEarlierAt: now });
    await keys.add(second, { expireEarlierAt: now });
    const third = newKey(3);

    expect(await keys.add(third, { expireEarlierAt: now + 99 })).toBe(true);
    expect(await keys.list()).toEqual([first, { ...second, expiresAt: now + 99 }, third]);
  });

  it('are revoked when a later one replaces all, unless they are revoked already', async () => {
    const { keys } = subject.storage;
    const first = newKey(1, { expiresAt: now + 1, revokedAt: now - 1 });
    const second = newKey(2, { expiresAt: now + 1 });
    await keys.add(first, { expireEarlierAt: now });
    await keys.add(second, { expireEarlierAt: now });
    const third = newKey(3);

    expect(await keys.add(third, { revokeEarlierAt: now + 99 })).toBe(true);
    expect(await keys.list()).toEqual([first, { ...second, revokedAt: now + 99 }, third]);
  });

  it('of a sequence that exists are not added, and close nothing', async () => {
    const { keys } = subject.storage;
    const first = newKey(1);
    const second = newKey(2);
    await keys.add(first, { expireEarlierAt: now });
    await keys.add(second, { revokeEarlierAt: now + 1 });

    expect(await keys.add(newKey(2), { revokeEarlierAt: now + 2 })).toBe(false);
    expect(await keys.add(newKey(2), { expireEarlierAt: now + 2 })).toBe(false);
    expect(await keys.list()).toEqual([{ ...first, revokedAt: now + 1 }, second]);
  });

  it('are added by one of 8 callers at once', async () => {
    const { keys } = subject.storage;
    const first = newKey(1);
    await keys.add(first, { expireEarlierAt: now });
    const added = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        keys.add(newKey(2), { expireEarlierAt: now + index }),
      ),
    );

    expect(added.filter(Boolean)).toHaveLength(1);
    const stored = await keys.list();
    expect(stored).toHaveLength(2);
    expect(stored[0]?.expiresAt).toBe(now + added.indexOf(true));
  });
});
