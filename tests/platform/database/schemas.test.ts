import { randomUUID } from 'node:crypto';
import { Kysely, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { openStorage, type Storage } from '../../../src/app/storage.js';
import type { StorageOptions } from '../../../src/platform/database/storage.js';
import { storedUser } from '../../contract/storage-contract.js';
import { createPostgres, runStatement, type TestDatabase } from '../../support/databases.js';

let database: TestDatabase;
const opened: Storage[] = [];

beforeEach(async () => {
  database = await createPostgres();
});
afterEach(async () => {
  for (const storage of opened.splice(0)) await storage.close();
  await database.drop();
});

async function open(options: Partial<StorageOptions> = {}): Promise<Storage> {
  const storage = await openStorage({ ...database.options, poolSize: 2, ...options });
  opened.push(storage);
  return storage;
}

async function start(options: Partial<StorageOptions> = {}): Promise<Storage> {
  const storage = await open(options);
  await storage.migrate();
  return storage;
}

async function query<Row extends pg.QueryResultRow>(statement: string): Promise<Row[]> {
  return (await runStatement<Row>(database.url ?? '', statement)).rows;
}

function urlWith(parameter: string, value: string): string {
  const url = new URL(database.url ?? '');
  url.searchParams.set(parameter, value);
  return url.href;
}

/** Another application in `public`, by Kysely too, that has a table `users` and a migration of the name of ours. */
async function migrateOtherApplication(): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: database.url });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const up = (queries: Kysely<unknown>) =>
    queries.schema.createTable('users').addColumn('other', 'text').execute();
  const getMigrations = () => Promise.resolve({ '0001_accounts': { up } });
  const { error, results = [] } = await new Migrator({
    db,
    provider: { getMigrations },
  }).migrateToLatest();
  await db.destroy();
  expect(error).toBeUndefined();
  return results.map(({ migrationName }) => migrationName);
}

/** Everything that has a name in a schema, with what it is. */
async function objectsIn(schema: string): Promise<string[]> {
  const rows = await query<{ object: string }>(`
    select 'relation ' || relname as object from pg_class where relnamespace = '${schema}'::regnamespace
    union all select 'function ' || proname from pg_proc where pronamespace = '${schema}'::regnamespace
    union all select 'trigger ' || tgname || ' calls ' || (pronamespace = relnamespace) from pg_trigger
      join pg_class on pg_class.oid = tgrelid join pg_proc on pg_proc.oid = tgfoid
      where relnamespace = '${schema}'::regnamespace and not tgisinternal
    order by 1`);
  return rows.map(({ object }) => object);
}

describe('in one database', () => {
  test('installations in several schemas, and another application, do not see each other', async () => {
    expect(await migrateOtherApplication()).toEqual(['0001_accounts']);
    await query('create schema c');
    const a = await start({ schema: 'a' });
    const b = await start({ schema: 'b' });
    const c = await start({ url: urlWith('options', '-c search_path=c') });

    const [ofA, ofB, ofC] = [await storedUser(a), await storedUser(b), await storedUser(c)];
    expect(await a.users.find({ id: ofA.id })).toMatchObject({ id: ofA.id });
    for (const { id } of [ofB, ofC]) expect(await a.users.find({ id })).toBeUndefined();
    for (const { id } of [ofA, ofC]) expect(await b.users.find({ id })).toBeUndefined();
    for (const { id } of [ofA, ofB]) expect(await c.users.find({ id })).toBeUndefined();

    const objects = await objectsIn('a');
    expect(objects).toContain('relation users_verified_email');
    expect(objects).toContain('trigger sessions_need_two_steps calls true');
    expect(await objectsIn('b')).toEqual(objects);
    expect(await objectsIn('c')).toEqual(objects);
    expect(await objectsIn('public')).toEqual([
      'relation kysely_migration',
      'relation kysely_migration_lock',
      'relation kysely_migration_lock_pkey',
      'relation kysely_migration_pkey',
      'relation users',
    ]);
  });

  test.each(['before', 'after'])(
    'an application with tables of Kysely in the same schema starts %s us',
    async (order) => {
      // Its table would be in the way of ours in any case; the record of the migrations is not.
      await query('create table kysely_migration (name text, "timestamp" text)');
      if (order === 'before') await query(`insert into kysely_migration values ('theirs', '2020')`);
      await start();
      if (order === 'after') await query(`insert into kysely_migration values ('theirs', '2020')`);

      expect(await (await open()).migrate()).toEqual([]);
      expect(await query('select name from kysely_migration')).toEqual([{ name: 'theirs' }]);
    },
  );

  test('nobody waits for the migrations of another schema or application', async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    const lock = (key: string) => other.query(`select pg_advisory_lock(${key})`);
    // Kysely's own number (its postgres-adapter.js).
    await lock('3853314791062309107');
    await lock(`hashtextextended('b.authgraph_migration_lock', 0)`);
    const a = await open({ schema: 'a' });
    expect(await a.migrate()).toContain('0001_accounts');
    await other.end();
  });
});

describe('a database that an earlier version has made', () => {
  /** As they were called before they got names of their own. */
  async function renameAsBefore(): Promise<void> {
    await query('alter table authgraph_migration rename to kysely_migration');
    await query('alter table authgraph_migration_lock rename to kysely_migration_lock');
  }

  test.each([undefined, 'public'])('is found as it is (DATABASE_SCHEMA %s)', async (schema) => {
    await start();
    await renameAsBefore();
    const storage = await open({ schema });
    expect(await storage.pendingMigrations()).toEqual([]);
    expect(await storage.migrate()).toEqual([]);
    const names = await objectsIn('public');
    expect(names.filter((name) => name.includes('authgraph_migration'))).toEqual([
      'relation authgraph_migration_lock_pkey',
      'relation authgraph_migration_pkey',
    ]);
  });

  test('is found behind a schema that was made for the role later', async () => {
    await start();
    await renameAsBefore();
    await query('create schema postgres');
    expect(await (await open()).pendingMigrations()).toEqual([]);
  });

  test('is migrated under the lock of the earlier version', async () => {
    await start();
    await renameAsBefore();
    await query('delete from kysely_migration');
    const old = new pg.Client({ connectionString: database.url });
    await old.connect();
    await old.query('select pg_advisory_lock(3853314791062309107)');
    const migration = (await open()).migrate();
    const refusal = expect(migration).rejects.toThrow('relation "users" already exists');
    const waiting = `select count(*)::int as waiting from pg_locks
      where locktype = 'advisory' and not granted and database =
        (select oid from pg_database where datname = current_database())`;
    await expect.poll(() => query(waiting)).toEqual([{ waiting: 1 }]);
    await old.end();
    await refusal;
  });
});

describe('a database that cannot be used', () => {
  const faultOf = async (use: Promise<unknown>) => {
    const error: unknown = await use.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'ConfigError' });
    return (error as { faults: string[] }).faults.join('\n');
  };

  test.each(['SQL_ASCII', 'LATIN1'])(
    'is one with the encoding %s: it is refused at the start, and nothing is written',
    async (encoding) => {
      const other = await createPostgres(
        undefined,
        `ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
      );
      const storage = await open(other.options);
      for (const look of [storage.pendingMigrations, storage.migrate]) {
        const fault = await faultOf(look());
        expect(fault).toContain(`encoding ${encoding}`);
        expect(fault).toContain(`ENCODING 'UTF8'`);
      }
      const { rows } = await runStatement(
        other.url ?? '',
        `select from pg_class where relnamespace = 'public'::regnamespace`,
      );
      expect(rows).toEqual([]);
      await storage.close();
      await other.drop();
    },
  );

  test('is one whose search path leads nowhere', async () => {
    const storage = await open({ url: urlWith('options', '-c search_path=nowhere') });
    expect(await faultOf(storage.migrate())).toContain('DATABASE_SCHEMA=authgraph');
  });

  test('is one in which the role may not make the schema, until an administrator has', async () => {
    const role = `role_${randomUUID().slice(0, 8)}`;
    await query(`create role ${role} login password 'pass'`);
    const url = Object.assign(new URL(database.url ?? ''), { username: role, password: 'pass' });
    const options = { url: url.href, schema: 'mine' };
    const fault = await faultOf((await open(options)).migrate());
    expect(fault).toContain('CREATE SCHEMA mine AUTHORIZATION');

    await query(`create schema mine authorization ${role}`);
    expect(await (await open(options)).migrate()).toContain('0001_accounts');
    for (const storage of opened.splice(0)) await storage.close();
    await query('drop schema mine cascade');
    await runStatement(inject('postgresUrl'), `drop role ${role}`);
  });

  test('without its schema is looked at without a write', async () => {
    const storage = await open({ schema: 'later' });
    expect(await storage.pendingMigrations()).toContain('0001_accounts');
    expect(await query(`select from pg_namespace where nspname = 'later'`)).toEqual([]);
  });
});
