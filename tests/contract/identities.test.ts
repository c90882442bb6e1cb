import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import type { Identity } from '../../src/features/social/store.js';
import { describeStorage, now, storedUser } from './storage-contract.js';

let made = 0;

function newIdentity(userId: string, change: Partial<Identity> = {}): Identity {
  made += 1;
  return {
    id: uuidv7({ msecs: now, seq: made }),
    userId,
    provider: 'company',
    issuer: 'https://issuer.example',
    subject: `subject-${made}`,
    email: null,
    emailVerified: false,
    createdAt: now,
    lastUsedAt: null,
    ...change,
  };
}

describeStorage('the store of identities', (subject) => {
  it('gives back what it was given, by issuer and subject and by user', async () => {
    const { identities } = subject.storage;
    const [one, other] = [await storedUser(subject.storage), await storedUser(subject.storage)];
    const first = newIdentity(one.id, { email: 'ada@example.com', emailVerified: true });
    const second = newIdentity(one.id, { subject: '아다 \u200b' });
    for (const each of [second, first]) expect(await identities.add(each)).toBe(true);
    expect(await identities.find(first)).toEqual(first);
    expect(await identities.find(second)).toEqual(second);
    expect(await identities.listOf([other.id, one.id])).toEqual(
      new Map([[one.id, [first, second]]]),
    );
    expect(await identities.listOf([])).toEqual(new Map());
  });

  it('finds nobody by half of a key, by another case, or by text that none has', async () => {
    const { identities } = subject.storage;
    const { id } = await storedUser(subject.storage);
    const identity = newIdentity(id, { subject: 'Subject' });
    await identities.add(identity);
    const { issuer, subject: name } = identity;
    for (const key of [
      { issuer, subject: 'subject' },
      { issuer, subject: 'Subject ' },
      { issuer: `${issuer}/`, subject: name },
      { issuer: name, subject: issuer },
      { issuer, subject: '\0' },
    ]) {
      expect(await identities.find(key)).toBeUndefined();
    }
  });

  it('takes a subject of an issuer for one account only, also from several at once', async () => {
    const { identities } = subject.storage;
    const users = await Promise.all([1, 2, 3].map(() => storedUser(subject.storage)));
    const added = users.map(({ id }) => identities.add(newIdentity(id, { subject: 'shared' })));
    expect((await Promise.all(added)).filter((isAdded) => isAdded)).toHaveLength(1);
    const issuer = 'https://other.example';
    const elsewhere = newIdentity(users[0]?.id ?? '', { subject: 'shared', issuer });
    expect(await identities.add(elsewhere)).toBe(true);
  });

  it('records uses, and removes, for its user only', async () => {
    const { identities } = subject.storage;
    const [one, other] = [await storedUser(subject.storage), await storedUser(subject.storage)];
    const identity = newIdentity(one.id);
    await identities.add(identity);
    const { id } = identity;
    const use = { id, provider: 'renamed', now: now + 1 };
    expect(await identities.use({ ...use, userId: other.id })).toBe(false);
    expect(await identities.remove(id, other.id)).toBe(false);
    expect(await identities.find(identity)).toEqual(identity);
    expect(await identities.use({ ...use, userId: one.id })).toBe(true);
    const used = { ...identity, provider: 'renamed', lastUsedAt: now + 1 };
    expect(await identities.find(identity)).toEqual(used);
    expect(await identities.remove(id, one.id)).toBe(true);
    expect(await identities.remove(id, one.id)).toBe(false);
    expect(await identities.use({ ...use, userId: one.id })).toBe(false);
  });

  it('goes with its account', async () => {
    const { users, identities } = subject.storage;
    const { id } = await storedUser(subject.storage);
    const identity = newIdentity(id);
    await identities.add(identity);
    await users.delete(id);
    expect(await identities.find(identity)).toBeUndefined();
  });
});
