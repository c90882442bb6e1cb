import { expect, it } from 'vitest';
import { describeStorage, newUser, now, passwordHash, storedUser } from './storage-contract.js';

describeStorage('the hold of a name', (subject) => {
  it('is found until it ends', async () => {
    const { reservedUsernames } = subject.storage;
    const { id: userId } = await storedUser(subject.storage);
    const hold = { userId, endsAt: now + 10 };
    await reservedUsernames.put('held-1', hold);

    expect(await reservedUsernames.find('held-1', now + 9)).toEqual(hold);
    expect(await reservedUsernames.find('held-1', now + 10)).toBeUndefined();
    expect(await reservedUsernames.find('held-2', now)).toBeUndefined();
  });

  it('is replaced by a later one, and let go', async () => {
    const { reservedUsernames } = subject.storage;
    await reservedUsernames.put('held-3', { userId: null, endsAt: now + 10 });
    await reservedUsernames.put('held-3', { userId: null, endsAt: now + 20 });
    expect(await reservedUsernames.find('held-3', now)).toEqual({ userId: null, endsAt: now + 20 });
    await reservedUsernames.release('held-3');
    expect(await reservedUsernames.find('held-3', now)).toBeUndefined();
    await reservedUsernames.release('held-3');
  });

  it('is listed to its user, the first to end first', async () => {
    const { reservedUsernames } = subject.storage;
    const { id: userId } = await storedUser(subject.storage);
    await reservedUsernames.put('held-4', { userId, endsAt: now + 30 });
    await reservedUsernames.put('held-5', { userId, endsAt: now + 20 });
    await reservedUsernames.put('held-6', { userId, endsAt: now });
    expect((await reservedUsernames.listOf(userId, now)).map(({ endsAt }) => endsAt)).toEqual([
      now + 20,
      now + 30,
    ]);
  });

  it('outlives its account, and then belongs to nobody', async () => {
    const { reservedUsernames, users } = subject.storage;
    const { id: userId } = await storedUser(subject.storage);
    await reservedUsernames.put('held-7', { userId, endsAt: now + 10 });
    await users.delete(userId);
    expect(await reservedUsernames.find('held-7', now)).toEqual({ userId: null, endsAt: now + 10 });
  });

  it('that is put while a newcomer waits for the name is seen by the newcomer', async () => {
    const { storage } = subject;
    const owner = await storedUser(storage, { username: 'contested' });
    let newcomer: Promise<unknown> = Promise.resolve();
    await storage.transact(async ({ profiles, reservedUsernames }) => {
      await profiles.rename(owner.id, 'elsewhere');
      newcomer = storage.transact(async ({ users, reservedUsernames: holds }) => {
        // Waits for the transaction around it: in PostgreSQL at the unique name, in SQLite for its turn.
        const outcome = await users.insert(newUser({ username: 'contested' }), passwordHash);
        return [outcome, await holds.find('contested', now)];
      });
      await reservedUsernames.put('contested', { userId: owner.id, endsAt: now + 1 });
    });
    expect(await newcomer).toEqual(['inserted', { userId: owner.id, endsAt: now + 1 }]);
  });

  it('is removed once it has ended, up to the limit', async () => {
    const { reservedUsernames } = subject.storage;
    for (const name of ['a', 'b', 'c']) {
      await reservedUsernames.put(name, { userId: null, endsAt: now - 1_000_000 });
    }
    expect(await reservedUsernames.prune(now - 1_000_000, 2)).toBe(2);
    expect(await reservedUsernames.prune(now - 1_000_000, 2)).toBe(1);
  });

  it.each(['', 'a\0b', '\ud800', 'x'.repeat(10_000)])('works for any text, as %j', async (text) => {
    const { reservedUsernames } = subject.storage;
    expect(await reservedUsernames.find(text, now)).toBeUndefined();
    await reservedUsernames.put(text, { userId: null, endsAt: now + 1 });
    expect(await reservedUsernames.find(text, now)).toBeDefined();
    await reservedUsernames.release(text);
  });
});
