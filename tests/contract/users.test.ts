import { expect, it } from 'vitest';
import { emailKey, usernameKey } from '../../src/features/accounts/identifiers.js';
import {
  describeStorage,
  newUser,
  now,
  passwordHash,
  storedSession,
  storedUser,
} from './storage-contract.js';

const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';

describeStorage('adding an account', (subject) => {
  it('stores an account that comes back exactly as it was', async () => {
    const { users } = subject.storage;
    const user = newUser({
      username: 'Zoë',
      email: 'Zoe@Example.com',
      emailVerified: true,
      roles: ['admin', 'editor'],
      disabledAt: now + 5,
    });

    expect(await users.insert(user, passwordHash)).toBe('inserted');
    expect(await users.find({ id: user.id })).toEqual(user);
    expect(await users.findCredentials({ id: user.id })).toEqual({ user, passwordHash });
  });

  it('refuses a username of the same key, and writes nothing', async () => {
    const { users } = subject.storage;
    const first = await storedUser(subject.storage, { username: 'Anna' });
    const second = newUser({ username: 'aNNA', email: 'other@example.com' });

    expect(await users.insert(second, passwordHash)).toBe('username_taken');
    expect(await users.find({ id: second.id })).toBeUndefined();
    expect(await users.list({ limit: 10 })).toEqual([first]);
  });

  it('lets one of 16 accounts with one username through', async () => {
    const { users } = subject.storage;
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, () => users.insert(newUser({ username: 'anna' }), passwordHash)),
    );

    expect(outcomes.filter((outcome) => outcome === 'inserted')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'username_taken')).toHaveLength(15);
    expect(await users.list({ limit: 100 })).toHaveLength(1);
  });

  it('refuses a verified address that another account has verified', async () => {
    const { users } = subject.storage;
    await storedUser(subject.storage, { email: 'anna@example.com', emailVerified: true });
    const second = newUser({ email: 'ANNA@example.com', emailVerified: true });

    expect(await users.insert(second, passwordHash)).toBe('email_taken');
    expect(await users.find({ id: second.id })).toBeUndefined();
  });

  it('lets many accounts name an address that they have not verified', async () => {
    const { users } = subject.storage;
    const email = 'anna@example.com';
    await storedUser(subject.storage, { email });
    const owner = await storedUser(subject.storage, { email, emailVerified: true });
    await storedUser(subject.storage, { email });

    expect(await users.find({ verifiedEmailKey: emailKey(email) })).toEqual(owner);
  });

  it('means the latest account of an address, whatever ids others have', async () => {
    const { storage } = subject;
    const email = 'latest@example.com';
    // As from an import: it sorts behind the ids that are made here.
    const imported = { id: '9f1c2b7e-5d41-4c7a-9a55-0d3c4b1e2f60', createdAt: 1_500_000_000_000 };
    await storedUser(storage, { ...imported, email });
    const latest = await storedUser(storage, { email });
    expect(await storage.users.find({ emailKey: emailKey(email) })).toEqual(latest);
  });

  it('says that an account of this id exists, and keeps it as it was', async () => {
    const { users } = subject.storage;
    const stored = await storedUser(subject.storage);
    const other = newUser({ id: stored.id });

    expect(await users.insert(other, passwordHash)).toBe('id_taken');
    expect(await users.find({ id: stored.id })).toEqual(stored);
  });
});

describeStorage('finding an account', (subject) => {
  it('finds it by the key of its username in any case', async () => {
    const user = await storedUser(subject.storage, { username: 'ÅngSTRÖM' });

    const lookup = { usernameKey: usernameKey('åNGström') };
    expect(await subject.storage.users.find(lookup)).toEqual(user);
    expect(await subject.storage.users.findCredentials(lookup)).toEqual({ user, passwordHash });
  });

  it('does not find it by an address that is not verified', async () => {
    const { users } = subject.storage;
    await storedUser(subject.storage, { email: 'anna@example.com' });
    const lookup = { verifiedEmailKey: 'anna@example.com' };

    expect(await users.find(lookup)).toBeUndefined();
    expect(await users.findCredentials(lookup)).toBeUndefined();
  });

  it('never returns the hash with a plain account', async () => {
    const { id } = await storedUser(subject.storage);
    expect(JSON.stringify(await subject.storage.users.find({ id }))).not.toContain('argon2');
  });

  it.each(['', 'a\0b', '\ud800', "' or 1=1 --", 'not-a-uuid', 'x'.repeat(10_000)])(
    'finds nothing for %j, and changes nothing',
    async (text) => {
      const { users } = subject.storage;
      const user = await storedUser(subject.storage, { username: 'a', email: 'a' });

      expect(await users.find({ id: text })).toBeUndefined();
      expect(await users.find({ usernameKey: text })).toBeUndefined();
      expect(await users.findCredentials({ verifiedEmailKey: text })).toBeUndefined();
      expect(await users.setDisabledAt(text, now)).toBe(false);
      expect(await users.setRoles(text, ['admin'])).toBe(false);
      expect(await users.setPasswordHash(text, 'next')).toBe(false);
      expect(await users.setVerifiedEmail(text, 'a@example.com')).toBe(false);
      expect(await users.replacePasswordHash(text, passwordHash, 'next')).toBe(false);
      expect(await users.replacePasswordHash(user.id, text, 'next')).toBe(false);
      expect(await users.findCredentials({ id: user.id })).toEqual({ user, passwordHash });
    },
  );
});

describeStorage('changing an account', (subject) => {
  it('replaces a password hash only while it is the expected one', async () => {
    const { users } = subject.storage;
    const { id } = await storedUser(subject.storage);

    expect(await users.replacePasswordHash(id, passwordHash, 'second')).toBe(true);
    expect(await users.replacePasswordHash(id, passwordHash, 'third')).toBe(false);
    expect((await users.findCredentials({ id }))?.passwordHash).toBe('second');
  });

  it('lets one of 16 changes of one password win', async () => {
    const { users } = subject.storage;
    const { id } = await storedUser(subject.storage);
    const won = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        users.replacePasswordHash(id, passwordHash, `next-${index}`),
      ),
    );

    expect(won.filter(Boolean)).toHaveLength(1);
    const stored = (await users.findCredentials({ id }))?.passwordHash;
    expect(stored).toBe(`next-${won.indexOf(true)}`);
  });

  it('sets a password hash whatever it was', async () => {
    const { users } = subject.storage;
    const { id } = await storedUser(subject.storage);
    expect(await users.setPasswordHash(id, 'next')).toBe(true);
    expect((await users.findCredentials({ id }))?.passwordHash).toBe('next');
    expect(await users.setPasswordHash(nobody, 'next')).toBe(false);
  });

  it('a verified address replaces any other, unless another account has it verified', async () => {
    const { users } = subject.storage;
    const [email, taken] = ['Anna@example.com', 'taken@example.com'];
    const user = await storedUser(subject.storage, { email: 'old@example.com' });
    await storedUser(subject.storage, { email: taken, emailVerified: true });
    await storedUser(subject.storage, { email });

    expect(await users.setVerifiedEmail(user.id, email)).toBe(true);
    const changed = { ...user, email, emailVerified: true };
    expect(await users.find({ verifiedEmailKey: emailKey(email) })).toEqual(changed);
    expect(await users.setVerifiedEmail(user.id, taken.toUpperCase())).toBe(false);
    expect(await users.find({ id: user.id })).toEqual(changed);
    expect(await users.setVerifiedEmail(nobody, 'nobody@example.com')).toBe(false);
  });

  it('lets one of 16 accounts have an address', async () => {
    const { users } = subject.storage;
    const accounts = [];
    for (let count = 0; count < 16; count += 1) accounts.push(await storedUser(subject.storage));
    const outcomes = await Promise.all(
      accounts.map(({ id }) => users.setVerifiedEmail(id, 'wanted@example.com')),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  it('locks an account, disabled or not, until the transaction ends', async () => {
    const { users, transact } = subject.storage;
    const user = await storedUser(subject.storage, { disabledAt: now });
    await expect(users.lockUser(user.id)).rejects.toThrow(TypeError);
    let change: Promise<boolean> | undefined;
    const order: string[] = [];
    await transact(async (stores) => {
      expect(await stores.users.lockUser(user.id)).toEqual(user);
      expect(await stores.users.lockUser(nobody)).toBeUndefined();
      change = users.setRoles(user.id, ['admin']).finally(() => void order.push('change'));
      expect((await stores.users.find({ id: user.id }))?.roles).toEqual([]);
      order.push('end');
    });
    expect(await change).toBe(true);
    expect(order).toEqual(['end', 'change']);
  });

  it('disables and enables an account', async () => {
    const { users } = subject.storage;
    const { id } = await storedUser(subject.storage);

    expect(await users.setDisabledAt(id, now)).toBe(true);
    expect((await users.find({ id }))?.disabledAt).toBe(now);
    expect(await users.setDisabledAt(id, null)).toBe(true);
    expect((await users.find({ id }))?.disabledAt).toBeNull();
    expect(await users.setDisabledAt(nobody, now)).toBe(false);
  });

  it('replaces all roles of this account and of no other', async () => {
    const { users } = subject.storage;
    const user = await storedUser(subject.storage, { roles: ['editor'] });
    const other = await storedUser(subject.storage, { roles: ['editor'] });

    expect(await users.setRoles(user.id, ['admin', 'auditor'])).toBe(true);
    expect((await users.find({ id: user.id }))?.roles).toEqual(['admin', 'auditor']);
    expect(await users.find({ id: other.id })).toEqual(other);
    expect(await users.setRoles(nobody, ['admin'])).toBe(false);
  });
});

describeStorage('holding accounts', (subject) => {
  it('lockUsersWithRole returns the account and all enabled holders, ordered by id', async () => {
    const { storage } = subject;
    const admin = await storedUser(storage, { roles: ['admin', 'x'] });
    await storedUser(storage, { roles: ['admin'], disabledAt: now });
    await storedUser(storage, { roles: ['administrator', 'ADMIN', 'my"admin"'] });
    const user = await storedUser(storage);
    const second = await storedUser(storage, { roles: ['x', 'admin'] });

    const held = await storage.transact(({ users }) => users.lockUsersWithRole(user.id, 'admin'));
    expect(held).toEqual([admin, user, second]);
    expect(await storage.transact(({ users }) => users.lockUser(user.id))).toEqual(user);
    expect(await storage.transact(({ users }) => users.lockUser(nobody))).toBeUndefined();
  });

  it('takes the signs of a role as they are', async () => {
    const { storage } = subject;
    const user = await storedUser(storage, { roles: ['my_role'] });
    await storedUser(storage, { roles: ['myxrole', 'My_role'] });
    const held = await storage.transact(({ users }) => users.lockUsersWithRole(nobody, 'my_role'));
    expect(held).toEqual([user]);
  });

  it('is a mistake outside a transaction', async () => {
    const { users } = subject.storage;
    await expect(users.lockUser(nobody)).rejects.toThrow(TypeError);
    await expect(users.lockUsersWithRole(nobody, 'admin')).rejects.toThrow(TypeError);
  });

  it('16 transactions lock one account in turn, and each sees the previous write', async () => {
    const { storage } = subject;
    const { id } = await storedUser(storage);
    const add = (name: string) =>
      storage.transact(async ({ users }) => {
        const roles = (await users.lockUser(id))?.roles ?? [];
        await users.setRoles(id, [...roles, name]);
      });
    await Promise.all(Array.from({ length: 16 }, (_, index) => add(`r${index}`)));
    expect((await storage.users.find({ id }))?.roles).toHaveLength(16);
  });

  it('lets one of two be the last with a role, however often they try at once', async () => {
    const { storage } = subject;
    const [first, second] = [
      await storedUser(storage, { roles: ['admin'] }),
      await storedUser(storage, { roles: ['admin'] }),
    ];
    const resign = (id: string) =>
      storage.transact(async ({ users }) => {
        const held = await users.lockUsersWithRole(id, 'admin');
        const others = held.filter((user) => user.id !== id && user.roles.includes('admin'));
        if (others.length > 0) await users.setRoles(id, []);
      });
    const ids = Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? first.id : second.id));
    await Promise.all(ids.map(resign));
    const left = await storage.users.list({ limit: 10 });
    expect(left.filter(({ roles }) => roles.includes('admin'))).toHaveLength(1);
  });
});

describeStorage('deleting an account', (subject) => {
  it('removes it with its sessions, once, and no other', async () => {
    const { storage } = subject;
    const other = await storedUser(storage);
    const session = await storedSession(storage);
    expect(await storage.users.delete(session.userId)).toBe(true);
    expect(await storage.users.delete(session.userId)).toBe(false);
    expect(await storage.sessions.findWithUser(session.id)).toBeUndefined();
    expect(await storage.users.list({ limit: 10 })).toEqual([other]);
  });
});

describeStorage('listing accounts', (subject) => {
  it('gives every account once, in pages in order of id', async () => {
    const { users } = subject.storage;
    const ids = Array.from({ length: 7 }, () => newUser().id);
    for (const id of ids.toReversed()) await storedUser(subject.storage, { id });

    const first = await users.list({ limit: 3 });
    const second = await users.list({ limit: 3, after: first[2]?.id ?? '' });
    const third = await users.list({ limit: 3, after: second[2]?.id ?? '' });
    expect([first, second, third].map((page) => page.length)).toEqual([3, 3, 1]);
    expect([...first, ...second, ...third].map(({ id }) => id)).toEqual(ids);
  });

  it('gives nothing after the last account', async () => {
    const { id } = await storedUser(subject.storage);
    expect(await subject.storage.users.list({ limit: 3, after: id })).toEqual([]);
    expect(await subject.storage.users.list({ limit: 3, after: '\0' })).toEqual([]);
  });
});

describeStorage('finding many accounts', (subject) => {
  it('finds those that are there, disabled or not, each once', async () => {
    const { users } = subject.storage;
    const first = await storedUser(subject.storage);
    const second = await storedUser(subject.storage, { disabledAt: now });
    await storedUser(subject.storage);

    const found = await users.findMany([second.id, nobody, first.id, first.id, '\0', '\ud800']);
    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining([first, second]));
  });

  it('finds a thousand at once', async () => {
    const { users } = subject.storage;
    const user = await storedUser(subject.storage);
    const ids = Array.from({ length: 1000 }, (_, i) => `${nobody}-${i}`);
    expect(await users.findMany([...ids, user.id])).toEqual([user]);
  });

  it('finds nobody without an id', async () => {
    expect(await subject.storage.users.findMany([])).toEqual([]);
  });

  it('finds, and keeps taken, an internationalised address in each of its forms', async () => {
    const { users } = subject.storage;
    const owner = await storedUser(subject.storage, {
      email: 'Max@xn--mller-kva.example',
      emailVerified: true,
    });
    for (const form of [
      'max@MÜLLER.example',
      'max@mu\u0308ller.example',
      'MAX@XN--MLLER-KVA.example',
    ]) {
      expect(await users.find({ verifiedEmailKey: emailKey(form) })).toEqual(owner);
      const other = await storedUser(subject.storage);
      expect(await users.setVerifiedEmail(other.id, form)).toBe(false);
    }
  });
});
