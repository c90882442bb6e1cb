import { sql } from 'kysely';
import { expect, it } from 'vitest';
import {
  declinedPassword,
  noPassword,
  unusablePassword,
} from '../../src/platform/password-hashing/hasher.js';
import { describeStorage, newUser, now, passwordHash, storedUser } from './storage-contract.js';

const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
const nothing = [unusablePassword, noPassword, declinedPassword];

describeStorage('an account without a password', (subject) => {
  const withHash = async (hash: string) => {
    const user = newUser();
    await subject.storage.users.insert(user, hash);
    return user;
  };
  const hashOf = async (id: string) =>
    (await subject.storage.users.findCredentials({ id }))?.passwordHash;

  it.each(nothing)('has the hash %s, and none of its own', async (hash) => {
    const { users } = subject.storage;
    const [without, owner] = [await withHash(hash), await storedUser(subject.storage)];
    const asked = [without.id, owner.id, nobody, 'a\0b'];
    expect(await users.withPassword(asked)).toEqual(new Set([owner.id]));
    expect(await users.withPassword([])).toEqual(new Set());
    expect(await users.removePassword(without.id)).toBe(false);
    expect(await hashOf(without.id)).toBe(hash);
  });

  it.each(nothing)('with the hash %s gets one of 16 first ones at once', async (hash) => {
    const { users } = subject.storage;
    const { id } = await withHash(hash);
    const hashes = Array.from({ length: 16 }, (_unused, index) => `${passwordHash}${index}`);
    const set = await Promise.all(hashes.map((next) => users.setFirstPasswordHash(id, next)));
    expect(set.filter(Boolean)).toHaveLength(1);
    expect(await hashOf(id)).toBe(hashes[set.indexOf(true)]);
    expect(await users.setFirstPasswordHash(id, 'later')).toBe(false);
  });

  it('comes of a removal, which happens once', async () => {
    const { users } = subject.storage;
    const { id } = await storedUser(subject.storage);
    const removed = await Promise.all(Array.from({ length: 8 }, () => users.removePassword(id)));
    expect(removed.filter(Boolean)).toHaveLength(1);
    expect(await hashOf(id)).toBe(declinedPassword);
    expect(await users.removePassword(nobody)).toBe(false);
    expect(await users.setFirstPasswordHash(nobody, passwordHash)).toBe(false);
  });
});

describeStorage('an invitation', (subject) => {
  const invitedAtOf = async (id: string) => (await subject.storage.users.find({ id }))?.invitedAt;
  async function invited() {
    const user = newUser({ invitedAt: now });
    await subject.storage.users.insert(user, unusablePassword);
    return user;
  }

  it('is kept with the account, again and until it ends', async () => {
    const { users } = subject.storage;
    const { id } = await invited();
    expect(await invitedAtOf(id)).toBe(now);
    await users.setInvitedAt(id, now + 5);
    expect(await invitedAtOf(id)).toBe(now + 5);
    await users.setInvitedAt(id, null);
    expect(await invitedAtOf(id)).toBeNull();
  });

  it('ends with every way to set a password', async () => {
    const { users } = subject.storage;
    const ways = [
      (id: string) => users.setPasswordHash(id, passwordHash),
      (id: string) => users.replacePasswordHash(id, unusablePassword, passwordHash),
      (id: string) => users.setFirstPasswordHash(id, passwordHash),
    ];
    for (const way of ways) {
      const { id } = await invited();
      expect(await way(id)).toBe(true);
      expect(await invitedAtOf(id)).toBeNull();
    }
  });

  it('is known, and ends, where an older version invites and sets the password', async () => {
    const { id, createdAt } = await storedUser(subject.storage);
    const run = (statement: ReturnType<typeof sql>) => statement.execute(subject.tables.tables());
    const columns = sql.raw(
      'username_key, email_verified, roles, public_metadata, private_metadata',
    );
    const [older, other] = [newUser().id, newUser().id];
    for (const [made, hash] of [
      [older, unusablePassword],
      [other, noPassword],
    ]) {
      await run(sql`insert into users (id, username, password_hash, created_at, ${columns})
        select ${made}, ${made}, ${hash}, created_at + 7, ${made}, email_verified, roles,
        public_metadata, private_metadata from users where id = ${id}`);
    }
    expect(await invitedAtOf(older)).toBe(createdAt + 7);
    expect(await invitedAtOf(other)).toBeNull();

    await run(sql`update users set roles = '["a"]' where id = ${older}`);
    expect(await invitedAtOf(older)).toBe(createdAt + 7);
    await run(sql`update users set password_hash = ${passwordHash} where id = ${older}`);
    expect(await invitedAtOf(older)).toBeNull();
  });
});
