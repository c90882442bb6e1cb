import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import type { Passkey } from '../../src/features/passkeys/store.js';
import { describeStorage, now, storedUser } from './storage-contract.js';

let made = 0;

function newPasskey(userId: string, change: Partial<Passkey> = {}): Passkey {
  return {
    id: uuidv7({ msecs: now, seq: (made += 1) }),
    userId,
    credentialId: `credential-${made}`,
    publicKey: 'pQECAyYgASFYIA',
    rpId: 'example.com',
    counter: 0,
    backupEligible: true,
    backedUp: false,
    transports: ['internal'],
    aaguid: null,
    label: 'Passkey',
    createdAt: now,
    lastUsedAt: null,
    ...change,
  };
}

describeStorage('the store of passkeys', (subject) => {
  it('gives back what it was given, by credential and by user', async () => {
    const { passkeys } = subject.storage;
    const [one, other] = [await storedUser(subject.storage), await storedUser(subject.storage)];
    const first = newPasskey(one.id, { aaguid: uuidv7(), label: '열쇠', backupEligible: false });
    const second = newPasskey(one.id);
    for (const each of [second, first]) expect(await passkeys.add(each)).toBe(true);
    expect(await passkeys.findByCredential(first.credentialId)).toEqual(first);
    expect(await passkeys.findByCredential('credential-0')).toBeUndefined();
    expect(await passkeys.findByCredential('\0')).toBeUndefined();
    expect(await passkeys.listOf([other.id, one.id])).toEqual(new Map([[one.id, [first, second]]]));
    expect(await passkeys.countOf(one.id)).toBe(2);
    expect(await passkeys.countOf(other.id)).toBe(0);
  });

  it('takes a credential for one account only, also from several at once', async () => {
    const users = await Promise.all([1, 2, 3].map(() => storedUser(subject.storage)));
    const added = users.map(({ id }) =>
      subject.storage.passkeys.add(newPasskey(id, { credentialId: 'shared' })),
    );
    expect((await Promise.all(added)).filter((isAdded) => isAdded)).toHaveLength(1);
  });

  it('goes with its account', async () => {
    const { users, passkeys } = subject.storage;
    const { id } = await storedUser(subject.storage);
    const passkey = newPasskey(id);
    await passkeys.add(passkey);
    await users.delete(id);
    expect(await passkeys.findByCredential(passkey.credentialId)).toBeUndefined();
  });

  it('changes and removes those of the user only', async () => {
    const { passkeys } = subject.storage;
    const [one, other] = [await storedUser(subject.storage), await storedUser(subject.storage)];
    const passkey = newPasskey(one.id);
    const { id } = passkey;
    await passkeys.add(passkey);
    expect(await passkeys.rename(id, other.id, 'theirs')).toBeUndefined();
    expect(await passkeys.remove(id, other.id)).toBe(false);
    const use = { id, userId: other.id, counter: 1, backedUp: true, now };
    expect(await passkeys.use(use)).toBe(false);
    expect(await passkeys.rename(id, one.id, 'mine')).toEqual({ ...passkey, label: 'mine' });
    expect(await passkeys.remove(id, one.id)).toBe(true);
    expect(await passkeys.remove(id, one.id)).toBe(false);
  });

  describe('counts uses', () => {
    const cases: [stored: number, shown: number, taken: boolean][] = [
      [0, 0, true],
      [0, 5, true],
      [5, 6, true],
      [5, 5, false],
      [5, 4, false],
      [5, 0, false],
      [2 ** 32 - 1, 0, false],
    ];
    it.each(cases)('after %d comes %d: %j', async (counter, next, taken) => {
      const { passkeys } = subject.storage;
      const { id: userId } = await storedUser(subject.storage);
      const passkey = newPasskey(userId, { counter });
      await passkeys.add(passkey);
      const use = { id: passkey.id, userId, counter: next, backedUp: true, now: now + 1 };
      expect(await passkeys.use(use)).toBe(taken);
      const used = { ...passkey, counter: next, backedUp: true, lastUsedAt: now + 1 };
      expect(await passkeys.findByCredential(passkey.credentialId)).toEqual(taken ? used : passkey);
    });

    it('one of several equal uses at once', async () => {
      const { passkeys } = subject.storage;
      const { id: userId } = await storedUser(subject.storage);
      const passkey = newPasskey(userId, { counter: 1 });
      await passkeys.add(passkey);
      const use = { id: passkey.id, userId, counter: 2, backedUp: true, now };
      const taken = await Promise.all(Array.from({ length: 10 }, () => passkeys.use(use)));
      expect(taken.filter((isTaken) => isTaken)).toHaveLength(1);
    });
  });

  it('finds out whether there are passkeys of another domain', async () => {
    const { passkeys } = subject.storage;
    const { id } = await storedUser(subject.storage);
    expect(await passkeys.otherRpId('example.com')).toBeUndefined();
    await passkeys.add(newPasskey(id));
    await passkeys.add(newPasskey(id));
    expect(await passkeys.otherRpId('example.com')).toBeUndefined();
    for (const rpId of ['a.example', 'z.example']) {
      expect(await passkeys.otherRpId(rpId)).toBe('example.com');
    }
  });
});
