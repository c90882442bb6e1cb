import { copyFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenDatabase } from '../../../src/platform/database/database.js';
import { createUserStore } from '../../../src/features/accounts/store.sql.js';
import { newSession, newUser, passwordHash, storedUser } from '../../contract/storage-contract.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { openStorage } from '../../../src/app/storage.js';
import { openDatabase, within } from '../../../src/platform/database/open.js';

const unavailable = {
  name: 'AuthError',
  code: 'SERVICE_UNAVAILABLE',
  reason: 'DATABASE_UNAVAILABLE',
};

describe('the embedded database', () => {
  let folder: TestDatabase;
  let database: OpenDatabase;

  beforeEach(async () => {
    const sqlite = databases.find(({ name }) => name === 'sqlite');
    if (sqlite === undefined) throw new Error('there is no SQLite to test');
    folder = await sqlite.createMigrated();
    database = openDatabase(folder.options);
  });
  afterEach(async () => {
    await database.close();
    await folder.drop();
  });

  const run = (statement: string) => sql.raw(statement).execute(database.tables());
  async function pragma(name: string): Promise<unknown> {
    const { rows } = await sql
      .raw<Record<string, unknown>>(`pragma ${name}`)
      .execute(database.tables());
    return Object.values(rows[0] ?? {})[0];
  }

  it('has a write-ahead log, on which it waits for the disk itself', async () => {
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(1);
  });

  it('a prepared query uses its own parameters after a transaction used others', async () => {
    const { sessions, users, transact, close } = await openStorage(folder.options);
    const user = newUser();
    await users.insert(user, passwordHash);
    const [one, other] = [newSession(user.id), newSession(user.id)];
    await sessions.insert(one);
    await sessions.insert(other);

    const within = await transact((stores) => stores.sessions.findWithUser(one.id));
    expect(within?.session).toEqual(one);
    expect((await sessions.findWithUser(other.id))?.session).toEqual(other);
    await transact((stores) => stores.sessions.findWithUser('nobody'));
    expect((await sessions.findWithUser(one.id))?.session).toEqual(one);
    expect(await sessions.findWithUser('nobody')).toBeUndefined();
    await close();
  });

  it('a prepared query leaves no read open: it sees new writes, and the log can shrink', async () => {
    const [storage, other] = [openStorage(folder.options), openStorage(folder.options)];
    const { sessions, users, close } = await storage;
    const user = newUser();
    await users.insert(user, passwordHash);
    const session = newSession(user.id);
    expect(await sessions.findWithUser(session.id)).toBeUndefined();

    await (await other).sessions.insert(session);
    expect(await sessions.findWithUser(session.id)).toEqual({ session, user });
    const { rows } = await sql
      .raw<{ busy: number }>('pragma wal_checkpoint(truncate)')
      .execute(database.tables());
    expect(rows[0]?.busy).toBe(0);
    await close();
    await (await other).close();
  });

  it('waits five seconds for the lock of another process, and enforces foreign keys', async () => {
    expect(await pragma('busy_timeout')).toBe(5000);
    expect(await pragma('foreign_keys')).toBe(1);
  });

  it('has a ping only while it takes writes', async () => {
    await database.ping();
    await sql`pragma query_only = on`.execute(database.tables());
    await expect(database.ping()).rejects.toMatchObject(unavailable);
    await database.touch();
    await sql`pragma query_only = off`.execute(database.tables());
    await database.ping();
    expect(await pragma('user_version')).toBe(0);
  });

  it('makes its folder, and files that only their owner may read', async () => {
    const sqliteFile = join(folder.dataDir, 'new', 'folder', 'authgraph.db');
    const storage = await openStorage({ ...folder.options, sqliteFile });
    await storage.migrate();

    for (const file of [sqliteFile, `${sqliteFile}-wal`, `${sqliteFile}-shm`]) {
      expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
    }
    expect(((await stat(dirname(sqliteFile))).mode & 0o777).toString(8)).toBe('700');
    await storage.close();
  });

  it('is a whole file once it is closed, and can be closed twice', async () => {
    const storage = await openStorage(folder.options);
    await storedUser(storage);
    await storage.close();
    await storage.close();

    const sqliteFile = join(folder.dataDir, 'copy.db');
    await copyFile(folder.sqliteFile, sqliteFile);
    const reopened = await openStorage({ ...folder.options, sqliteFile });
    expect(await reopened.users.list({ limit: 10 })).toHaveLength(1);
    await reopened.close();
  });

  it('sees at once what another process has written, and can write after it', async () => {
    const one = await openStorage(folder.options);
    const other = await openStorage(folder.options);
    const user = await storedUser(one);
    // Statements are kept prepared: none of them may hold on to what it saw.
    for (let round = 0; round < 5; round += 1) {
      const roles = [`round${round}`];
      expect(await other.users.setRoles(user.id, roles)).toBe(true);
      expect((await one.users.find({ id: user.id }))?.roles).toEqual(roles);
      await one.transact(({ users }) => users.setDisabledAt(user.id, round));
      expect((await other.users.find({ id: user.id }))?.disabledAt).toBe(round);
    }
    await one.close();
    await other.close();
  });

  it('takes the write lock at the beginning of a transaction', async () => {
    const other = openDatabase(folder.options);
    await sql`pragma busy_timeout = 1`.execute(other.tables());

    await database
      .tables()
      .transaction()
      .execute(async () => {
        const insertion = createUserStore(other).insert(newUser(), passwordHash);
        await expect(insertion).rejects.toMatchObject(unavailable);
      });
    expect(await createUserStore(other).insert(newUser(), passwordHash)).toBe('inserted');
    await other.close();
  });

  it('a full disk is reported as unavailable, and writes work again afterwards', async () => {
    const users = createUserStore(database);
    const { page_count: pages } = (await run('pragma page_count')).rows[0] as {
      page_count: number;
    };
    await run(`pragma max_page_count = ${pages}`);
    const fill = () =>
      database
        .tables()
        .transaction()
        .execute(async (queries) => {
          const store = createUserStore(within(database, queries));
          for (let index = 0; index < 50; index += 1) {
            await store.insert(
              newUser({ displayName: `${index}${'x'.repeat(4000)}` }),
              passwordHash,
            );
          }
        });

    await expect(fill()).rejects.toMatchObject(unavailable);
    expect(await users.list({ limit: 10 })).toEqual([]);
    await run('pragma max_page_count = 100000');
    await fill();
    expect(await users.list({ limit: 100 })).toHaveLength(50);
  });

  it('says that it is unavailable for a file that is no database', async () => {
    const sqliteFile = join(folder.dataDir, 'text.db');
    await writeFile(sqliteFile, 'This is a letter to a friend. '.repeat(100));
    await expect(openStorage({ ...folder.options, sqliteFile })).rejects.toMatchObject(unavailable);
  });

  it('says that it is unavailable where it cannot make its file', async () => {
    const options = { ...folder.options, sqliteFile: folder.dataDir };
    await expect(openStorage(options)).rejects.toMatchObject(unavailable);
  });

  it('does not take a fault of ours for an outage', async () => {
    await expect(run('selec 1')).rejects.toMatchObject({ name: 'SqliteError' });
    await expect(run('select * from nowhere')).rejects.toThrow(/no such table/);
    const user = newUser();
    await createUserStore(database).insert(user, passwordHash);
    const again = sql`insert into users select * from users`.execute(database.tables());
    await expect(again).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' });
  });

  it('takes a boolean for 0 or 1, where the driver alone would end the process', async () => {
    const { rows } = await sql`select ${true} + 0 as yes, ${false} + 0 as no`.execute(
      database.tables(),
    );
    expect(rows).toEqual([{ yes: 1, no: 0 }]);
  });
});
