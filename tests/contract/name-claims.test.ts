import { expect, it } from 'vitest';
import { lookAlikeKeys } from '../../src/features/accounts/look-alikes.js';
import { describeStorage, newUser, now, passwordHash, storedUser } from './storage-contract.js';

describeStorage('the claim of a name by its looks', (subject) => {
  it('belongs to one account, which may claim it again', async () => {
    const { storage } = subject;
    const [one, other] = [await storedUser(storage), await storedUser(storage)];
    expect(await storage.nameClaims.claim(['adrnln'], one.id)).toBe(true);
    expect(await storage.nameClaims.claim(['adrnln'], other.id)).toBe(false);
    expect(await storage.nameClaims.claim(['adrnln'], one.id)).toBe(true);
    expect(await storage.nameClaims.ownerOf(['adrnln'])).toBe(one.id);
    expect(await storage.nameClaims.ownerOf(['nobody'])).toBeUndefined();
  });

  it('is of all that a name looks like, or of none for good', async () => {
    const { storage } = subject;
    const [one, other] = [await storedUser(storage), await storedUser(storage)];
    expect(await storage.nameClaims.claim(['a', 'b'], one.id)).toBe(true);
    expect(await storage.nameClaims.claim(['b', 'c'], other.id)).toBe(false);
    expect(await storage.nameClaims.claim(['b', 'a'], one.id)).toBe(true);
    expect(await storage.nameClaims.ownerOf(['x', 'b'])).toBe(one.id);
    await storage.nameClaims.keepOnly(['b', 'd'], one.id);
    expect(await storage.nameClaims.ownerOf(['a'])).toBeUndefined();
    expect(await storage.nameClaims.ownerOf(['b'])).toBe(one.id);
  });

  it('goes to one of many that claim it at once', async () => {
    const { storage } = subject;
    const users = [];
    for (let count = 0; count < 10; count += 1) users.push(await storedUser(storage));
    const claims = await Promise.all(
      users.map(({ id }) => storage.transact(({ nameClaims }) => nameClaims.claim(['adrnln'], id))),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it('is let go with a change of the name, and with the account', async () => {
    const { storage } = subject;
    const { id } = await storedUser(storage);
    await storage.nameClaims.claim(['before'], id);
    await storage.nameClaims.claim(['after'], id);
    await storage.nameClaims.keepOnly(['after'], id);
    expect(await storage.nameClaims.ownerOf(['before'])).toBeUndefined();
    expect(await storage.nameClaims.ownerOf(['after'])).toBe(id);
    await storage.users.delete(id);
    expect(await storage.nameClaims.ownerOf(['after'])).toBeUndefined();
  });

  it('is made up for accounts without, the older one first, in pages', async () => {
    const { storage } = subject;
    const names = ['москва', 'mосква', 'other'].map((username) => newUser({ username }));
    for (const user of names) await storage.users.insert(user, passwordHash);
    const [older, younger, other] = names.map(({ id }) => id);
    const first = await storage.nameClaims.claimNext('', 2);
    expect(first).toBe(younger);
    expect(await storage.nameClaims.claimNext(String(first), 2)).toBe(other);
    expect(await storage.nameClaims.claimNext(String(other), 2)).toBeUndefined();
    expect(await storage.nameClaims.ownerOf(lookAlikeKeys('москва'))).toBe(older);
    expect(await storage.nameClaims.ownerOf(['rnockba'])).toBe(older);
    expect(await storage.nameClaims.ownerOf(lookAlikeKeys('other'))).toBe(other);
    // Again, as another process does.
    expect(await storage.nameClaims.claimNext('', 10)).toBe(other);
    expect(await storage.users.find({ usernameKey: 'mосква' })).toMatchObject({ id: younger });
  });

  it('is made up from a position that only goes on', async () => {
    const { nameClaims } = subject.storage;
    expect(await nameClaims.position()).toBe('');
    await nameClaims.savePosition('b');
    await nameClaims.savePosition('a');
    expect(await nameClaims.position()).toBe('b');
    await nameClaims.savePosition('c');
    expect(await nameClaims.position()).toBe('c');
  });
});

describeStorage('the hold of a name by its looks', (subject) => {
  it('keeps others away from names that look like it, and not its user', async () => {
    const { reservedUsernames } = subject.storage;
    const { id: userId } = await storedUser(subject.storage);
    const other = await storedUser(subject.storage);
    await reservedUsernames.put('held-a', { userId, endsAt: now + 10 }, 'looks-a');
    const twin = { usernameKey: 'held-b', lookAlikeKeys: ['other-looks', 'looks-a'] };
    expect(await reservedUsernames.isHeld(twin, now)).toBe(true);
    expect(await reservedUsernames.isHeld(twin, now, other.id)).toBe(true);
    expect(await reservedUsernames.isHeld(twin, now, userId)).toBe(false);
    expect(await reservedUsernames.isHeld(twin, now + 10)).toBe(false);
  });

  it('without its looks, as an older version holds it, holds the name itself', async () => {
    const { reservedUsernames } = subject.storage;
    await reservedUsernames.put('held-c', { userId: null, endsAt: now + 10 });
    const name = { usernameKey: 'held-c', lookAlikeKeys: ['held-c'] };
    expect(await reservedUsernames.isHeld(name, now)).toBe(true);
    expect(await reservedUsernames.isHeld({ ...name, usernameKey: 'held-d' }, now)).toBe(false);
    await reservedUsernames.release('held-c');
    expect(await reservedUsernames.isHeld(name, now)).toBe(false);
  });
});
