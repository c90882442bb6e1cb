import { expect, it } from 'vitest';
import {
  describeStorage,
  newSession,
  newUser,
  openConnections,
  passwordHash,
  storedUser,
} from './storage-contract.js';

describeStorage('a transaction', (subject) => {
  it('keeps all of its writes, and returns what its work returned', async () => {
    const { storage } = subject;
    const user = newUser();
    const session = newSession(user.id);

    const result = await storage.transact(async ({ users, sessions }) => {
      await users.insert(user, passwordHash);
      await sessions.insert(session);
      return 'done';
    });
    expect(result).toBe('done');
    expect(await storage.sessions.findWithUser(session.id)).toEqual({ session, user });
  });

  it('keeps none of its writes if its work throws, and passes the error on', async () => {
    const { storage } = subject;
    const user = newUser();
    const failure = new Error('the second step failed');

    const attempt = storage.transact(async ({ users }) => {
      await users.insert(user, passwordHash);
      throw failure;
    });
    await expect(attempt).rejects.toBe(failure);
    expect(await storage.users.find({ id: user.id })).toBeUndefined();
  });

  it('keeps none of its writes if a statement of it fails', async () => {
    const { storage } = subject;
    const user = newUser();

    const attempt = storage.transact(async ({ users, sessions }) => {
      await users.insert(user, passwordHash);
      await sessions.insert(newSession('nobody'));
    });
    await expect(attempt).rejects.toThrow(/foreign key/i);
    expect(await storage.users.find({ id: user.id })).toBeUndefined();
  });

  it('shows its writes to itself, and to nobody else before it has ended', async () => {
    const { storage } = subject;
    const user = await storedUser(storage);
    const session = newSession(user.id);
    await openConnections(storage);
    const seen: string[] = [];
    let outside: Promise<unknown> = Promise.resolve();
    const failure = new Error('undone');

    const attempt = storage.transact(async ({ sessions }) => {
      await sessions.insert(session);
      outside = storage.sessions
        .findWithUser(session.id)
        .then((found) => seen.push(found === undefined ? 'nothing' : 'a write that was undone'));
      expect(await sessions.findWithUser(session.id)).toEqual({ session, user });
      throw failure;
    });
    await expect(attempt).rejects.toBe(failure);
    await outside;
    expect(seen).toEqual(['nothing']);
  });

  it('leaves the storage usable after a failure', async () => {
    const { storage } = subject;
    for (let index = 0; index < 20; index += 1) {
      await expect(storage.transact(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    }
    expect(await storage.transact(({ users }) => users.list({ limit: 1 }))).toEqual([]);
  });

  it('runs beside others without losing a write', async () => {
    const { storage } = subject;
    await Promise.all(
      Array.from({ length: 20 }, () =>
        storage.transact(async ({ users, sessions }) => {
          const user = newUser();
          await users.insert(user, passwordHash);
          await sessions.insert(newSession(user.id));
        }),
      ),
    );
    expect(await storage.users.list({ limit: 100 })).toHaveLength(20);
  });
});

describeStorage('holding credentials', (subject) => {
  it('gives the account only for its hash, and if it is enabled', async () => {
    const { storage } = subject;
    const enabled = await storedUser(storage);
    const disabled = await storedUser(storage, { disabledAt: 1 });
    const holds = (id: string, hash: string) =>
      storage.transact(({ users }) => users.lockCredentials(id, hash));

    expect(await holds(enabled.id, passwordHash)).toEqual(enabled);
    expect(await holds(enabled.id, 'another hash')).toBeUndefined();
    expect(await holds(disabled.id, passwordHash)).toBeUndefined();
    expect(await holds('nobody', passwordHash)).toBeUndefined();
    expect(await holds('\0', '\0')).toBeUndefined();
  });

  it('makes a change of the password wait until the transaction has ended', async () => {
    const { storage } = subject;
    const { id } = await storedUser(storage);
    await openConnections(storage);
    const order: string[] = [];
    let change: Promise<unknown> = Promise.resolve();

    await storage.transact(async ({ users }) => {
      expect((await users.lockCredentials(id, passwordHash))?.id).toBe(id);
      change = storage.users
        .replacePasswordHash(id, passwordHash, 'next')
        .then(() => order.push('changed'));
      // Long enough for a change that does not wait to reach the database and come back.
      for (let index = 0; index < 20; index += 1) await users.list({ limit: 1 });
      expect((await users.findCredentials({ id }))?.passwordHash).toBe(passwordHash);
      order.push('ended');
    });
    await change;
    expect(order).toEqual(['ended', 'changed']);
  });

  it('lets two transactions hold the same account at once where the database can', async () => {
    const { storage } = subject;
    const { id } = await storedUser(storage);
    const hold = () => storage.transact(({ users }) => users.lockCredentials(id, passwordHash));

    const held = await Promise.all([hold(), hold(), hold()]);
    expect(held.map((user) => user?.id)).toEqual([id, id, id]);
  });

  it('outside a transaction is a fault of the caller', async () => {
    const { id } = await storedUser(subject.storage);
    await expect(subject.storage.users.lockCredentials(id, passwordHash)).rejects.toThrow(
      TypeError,
    );
  });
});
