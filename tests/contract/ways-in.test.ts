import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRefuseLastWayIn, type WayIn } from '../../src/features/accounts/ways-in.js';
import { createMailedWayIn } from '../../src/features/email-login/login.js';
import { passwordWayIn } from '../../src/features/passwords/set-password.js';
import { openStorage, type Storage, type Stores } from '../../src/app/storage.js';
import { AuthError } from '../../src/platform/errors/auth-error.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { openConnections, storedUser } from './storage-contract.js';

/** A way in that can be removed, of rows that are there: recovery codes stand for passkeys. */
const rows: WayIn<Stores> = {
  has: async ({ recoveryCodes }, userId) => (await recoveryCodes.countLeft(userId)) > 0,
};
const byPassword = (stores: Stores, id: string) => stores.users.removePassword(id);
const byRows = async (stores: Stores, id: string) => {
  await stores.recoveryCodes.removeAllOf(id);
  return true;
};

describe.each(databases)('the last way in, on $name', (kind) => {
  let database: TestDatabase;
  /** Of two processes; a SQLite file has one. */
  let processes: [Storage, Storage];
  beforeAll(async () => {
    database = await kind.createMigrated();
    const first = await openStorage(database.options);
    const isAlone = kind.name === 'sqlite';
    processes = [first, isAlone ? first : await openStorage(database.options)];
    for (const storage of processes) await openConnections(storage);
  });
  afterAll(async () => {
    for (const storage of new Set(processes)) await storage.close();
    await database.drop();
  });

  async function remove(
    storage: Storage,
    id: string,
    removal: typeof byPassword,
    mailIsOn = false,
  ): Promise<string> {
    const refuse = createRefuseLastWayIn<Stores>([
      passwordWayIn,
      rows,
      createMailedWayIn({ isOn: mailIsOn }),
    ]);
    try {
      return await storage.transact(async (stores) => {
        await stores.users.lockUser(id);
        if (!(await removal(stores, id))) return 'nothing';
        await refuse(stores, id);
        return 'removed';
      });
    } catch (error) {
      if (error instanceof AuthError) return error.reason;
      throw error;
    }
  }

  async function account(change: Parameters<typeof storedUser>[1] = {}) {
    const user = await storedUser(processes[0], change);
    await processes[0].recoveryCodes.add(user.id, ['one'], 1);
    return user.id;
  }
  const hasPassword = async (id: string) => (await processes[0].users.withPassword([id])).has(id);

  it('stays, when two removals come at once', async () => {
    const [first, second] = processes;
    for (let round = 0; round < 8; round += 1) {
      const id = await account();
      const outcomes = await Promise.all([
        remove(first, id, byPassword),
        remove(second, id, byRows),
      ]);
      expect(outcomes.sort()).toEqual(['LAST_SIGN_IN_METHOD', 'removed']);
      const left = [await hasPassword(id), (await second.recoveryCodes.countLeft(id)) > 0];
      expect(left.filter(Boolean)).toHaveLength(1);
    }
  });

  it('is a verified address only while mail is on', async () => {
    const [storage] = processes;
    const id = await account({ email: 'ways@example.com', emailVerified: true });
    expect(await remove(storage, id, byRows)).toBe('removed');
    expect(await remove(storage, id, byPassword)).toBe('LAST_SIGN_IN_METHOD');
    expect(await hasPassword(id)).toBe(true);
    expect(await remove(storage, id, byPassword, true)).toBe('removed');
    expect(await remove(storage, id, byPassword, true)).toBe('nothing');
  });

  it('is no address that is not verified', async () => {
    const [storage] = processes;
    const id = await account({ email: 'unverified@example.com' });
    expect(await remove(storage, id, byRows, true)).toBe('removed');
    expect(await remove(storage, id, byPassword, true)).toBe('LAST_SIGN_IN_METHOD');
  });
});
