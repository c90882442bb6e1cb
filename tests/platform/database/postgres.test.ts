import { sql, type Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OpenDatabase } from '../../../src/platform/database/database.js';
import { newUser, passwordHash, storedUser } from '../../contract/storage-contract.js';
import { administer, createMigratedDatabase, type TestDatabase } from '../../support/databases.js';
import { openStorage, type Storage } from '../../../src/app/storage.js';
import {
  openDatabase,
  within,
  withUnlimitedStatements,
} from '../../../src/platform/database/open.js';
import { prepareQuery } from '../../../src/platform/database/prepared.js';

const unavailable = {
  name: 'AuthError',
  code: 'SERVICE_UNAVAILABLE',
  reason: 'DATABASE_UNAVAILABLE',
  extensions: { retryAfter: 1 },
};

describe('PostgreSQL', () => {
  const poolSize = 2;
  const onConnectionError = vi.fn();
  let server: TestDatabase;
  let storage: Storage;
  const opened: OpenDatabase[] = [];

  beforeEach(async () => {
    server = await createMigratedDatabase('postgres');
    onConnectionError.mockReset();
    storage = await openStorage({ ...server.options, poolSize, onConnectionError });
  });
  afterEach(async () => {
    for (const { close } of opened.splice(0)) await close();
    await storage.close();
    await server.drop();
  });

  /** The query builder itself, with one connection and parameters of the URL. */
  function openQueries(parameters: Record<string, string> = {}): Kysely<unknown> {
    const url = new URL(server.url ?? '');
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    const database = openDatabase({
      ...server.options,
      url: url.href,
      poolSize: 1,
      onConnectionError,
    });
    opened.push(database);
    return database.tables();
  }

  const databaseName = () => new URL(server.url ?? '').pathname.slice(1);

  /** Of clients: PostgreSQL's own processes look after the database, too, now and then. */
  const connections = `from pg_stat_activity where datname = $1 and backend_type = 'client backend'`;

  async function countConnections(): Promise<number> {
    return (await administer(`select ${connections}`, [databaseName()])).rowCount ?? 0;
  }

  /** Ends every connection to the database, as a restart does, and waits until they are gone. */
  async function terminateConnections(): Promise<void> {
    await administer(`select pg_terminate_backend(pid, 5000) ${connections}`, [databaseName()]);
  }

  it.each([true, false])(
    'transactions run prepared statements by their names: %s',
    async (names) => {
      const options = { ...server.options, poolSize: 1, preparedStatements: names };
      const database = openDatabase(options);
      opened.push(database);
      const find = prepareQuery<{ users: { id: string } }, { id: string }>(
        database,
        'find_user_of_test',
        (queries, parameter) =>
          queries.selectFrom('users').select('id').where('id', '=', parameter<string>('id')),
      );
      const user = await storedUser(storage);
      const run = (transaction: Kysely<unknown>) =>
        within(database, transaction).first(find({ id: user.id }));
      expect(await database.tables().transaction().execute(run)).toEqual({ id: user.id });
      const prepared = sql<{ name: string }>`select name from pg_prepared_statements`;
      const { rows } = await prepared.execute(database.tables());
      expect(rows).toEqual(names ? [{ name: 'find_user_of_test' }] : []);
    },
  );

  it('a database that refuses connections makes the service unavailable meanwhile', async () => {
    const user = await storedUser(storage);
    await administer(`alter database ${databaseName()} allow_connections false`);
    await terminateConnections();
    await expect
      .poll(() => storage.users.find({ id: user.id }).catch((e: unknown) => e))
      .toMatchObject({
        ...unavailable,
        cause: { code: '55000' },
      });
    await expect(storage.users.insert(newUser(), passwordHash)).rejects.toMatchObject(unavailable);
    await administer(`alter database ${databaseName()} allow_connections true`);
    expect(await storage.users.find({ id: user.id })).toMatchObject({ id: user.id });
  });

  it('a statement out of order is not taken for an outage, though the codes are equal', async () => {
    const queries = openQueries();
    await sql`create sequence numbers`.execute(queries);
    await expect(sql`select currval('numbers')`.execute(queries)).rejects.toMatchObject({
      name: 'error',
      code: '55000',
    });
  });

  it('tells the server who is connected', async () => {
    const { rows } = await sql`show application_name`.execute(openQueries());
    expect(rows).toEqual([{ application_name: 'authgraph' }]);
  });

  it('bounds the time of a statement and of a forgotten transaction', async () => {
    const queries = openQueries();
    expect((await sql`show statement_timeout`.execute(queries)).rows).toEqual([
      { statement_timeout: '5s' },
    ]);
    expect((await sql`show idle_in_transaction_session_timeout`.execute(queries)).rows).toEqual([
      { idle_in_transaction_session_timeout: '30s' },
    ]);
  });

  it('reads int8 as a number here, and as text for everyone else', async () => {
    const { rows } = await sql`select count(*) as users from users`.execute(openQueries());
    expect(rows).toEqual([{ users: 0 }]);
    expect((await administer('select count(*) from pg_class where false')).rows).toEqual([
      { count: '0' },
    ]);
  });

  it('that does not run makes every method say that it is unavailable', async () => {
    const url = new URL(server.url ?? '');
    url.port = '1';
    const lost = await openStorage({ ...server.options, url: url.href });

    await expect(lost.ping()).rejects.toMatchObject(unavailable);
    await expect(lost.users.find({ id: 'x' })).rejects.toMatchObject(unavailable);
    await expect(lost.users.insert(newUser(), passwordHash)).rejects.toMatchObject(unavailable);
    await expect(lost.transact(() => Promise.resolve())).rejects.toMatchObject(unavailable);
    await expect(lost.keys.list()).rejects.toMatchObject(unavailable);
    await expect(lost.migrate()).rejects.toMatchObject(unavailable);
    await expect(lost.pendingMigrations()).rejects.toMatchObject(unavailable);
    await lost.close();
  });

  it('that ends idle connections does not end the process, and the next query works', async () => {
    await storage.transact(() => storage.ping());
    // A connection that was closed a moment ago, as that of the migrations, may still be there.
    await expect.poll(countConnections).toBe(poolSize);
    await terminateConnections();
    await expect.poll(() => onConnectionError.mock.calls).toHaveLength(poolSize);

    await storage.ping();
  });

  it('that ends a connection at work makes the query fail, and the next one works', async () => {
    const queries = openQueries();
    await sql`select 1`.execute(queries);
    const running = sql`select pg_sleep(20)`.execute(queries);
    const refusal = expect(running).rejects.toMatchObject(unavailable);
    await terminateConnections();
    await refusal;

    await sql`select 1`.execute(queries);
  });

  it('a lost transaction keeps nothing and leaves no dead connection in the pool', async () => {
    for (let round = 0; round < 3 * poolSize; round += 1) {
      const user = newUser();
      const transaction = storage.transact(async ({ users }) => {
        await users.insert(user, passwordHash);
        await terminateConnections();
        await users.find({ id: user.id });
      });
      await expect(transaction).rejects.toMatchObject(unavailable);
      expect(await storage.users.find({ id: user.id })).toBeUndefined();
    }
  });

  it('that takes too long is given up, and the connection serves on', async () => {
    const queries = openQueries({ statement_timeout: '3000' });
    const backend = sql`select pg_backend_pid()`;
    const { rows } = await backend.execute(queries);

    await expect(sql`select pg_sleep(20)`.execute(queries)).rejects.toMatchObject(unavailable);
    expect((await backend.execute(queries)).rows).toEqual(rows);
  });

  it('that does not answer at all is given up, and the connection with it', async () => {
    const queries = openQueries({ query_timeout: '2000', statement_timeout: '0' });
    const backend = sql`select pg_backend_pid()`;
    const { rows } = await backend.execute(queries);

    await expect(sql`select pg_sleep(20)`.execute(queries)).rejects.toMatchObject(unavailable);
    expect((await backend.execute(queries)).rows).not.toEqual(rows);
  });

  it('that has become a read-only standby is unavailable', async () => {
    const queries = openQueries({ options: '-c default_transaction_read_only=on' });
    const change = sql`update users set disabled_at = 1`.execute(queries);
    await expect(change).rejects.toMatchObject(unavailable);
  });

  it('that takes no writes has no ping, and its connection serves nobody any more', async () => {
    await administer(`alter database ${databaseName()} set default_transaction_read_only = on`);
    const readOnly = await openStorage({ ...server.options, poolSize: 1 });
    const idle = () => readOnly.connections()?.idle;
    await expect(readOnly.ping()).rejects.toMatchObject(unavailable);
    expect(idle()).toBe(0);
    await administer(`alter database ${databaseName()} reset default_transaction_read_only`);
    await readOnly.ping();
    expect(idle()).toBe(1);
    await readOnly.close();
  });

  it('does not take a fault of ours for an outage', async () => {
    const queries = openQueries();
    await expect(sql`selec 1`.execute(queries)).rejects.toMatchObject({ code: '42601' });
    await expect(sql`select * from nowhere`.execute(queries)).rejects.toMatchObject({
      code: '42P01',
    });
    await expect(sql`select ${Symbol('x')}`.execute(queries)).rejects.toThrow(TypeError);
  });

  it('does not tell the log the row that broke a constraint', async () => {
    const user = await storedUser(storage);
    const change = sql`update users set created_at = null where id = ${user.id}`.execute(
      openQueries(),
    );
    const error: unknown = await change.catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code: '23502' });
    expect(JSON.stringify(error)).not.toContain(passwordHash);
  });

  it('does not let a transaction commit after a statement of it has failed', async () => {
    const user = newUser();
    const transaction = openQueries()
      .transaction()
      .execute(async (queries) => {
        await sql`selec 1`.execute(queries).catch(() => undefined);
        return user;
      });
    await expect(transaction).rejects.toThrow(/went on after one of its statements had failed/);
  });

  it('lets a migration take longer than a request', async () => {
    const options = { ...server.options, poolSize };
    const database = openDatabase(options);
    const { rows } = await withUnlimitedStatements(database, options, ({ tables }) =>
      sql`show statement_timeout`.execute(tables()),
    );
    expect(rows).toEqual([{ statement_timeout: '0' }]);
    await database.close();
  });

  it.each([
    ['a prepared statement', (used: Storage) => used.sessions.findWithUser(newUser().id)],
    ['a built one', (used: Storage) => used.ping()],
  ])('ends the connection of %s when it is closed', async (_name, use) => {
    // Those of the migrations end a moment later.
    await storage.close();
    await expect.poll(countConnections).toBe(0);
    const used = await openStorage({ ...server.options, poolSize });
    await use(used);
    expect(await countConnections()).toBe(1);
    await used.close();
    // A pool lets go of one that is idle for ten seconds by itself.
    await expect.poll(countConnections).toBe(0);
  });

  it('can be closed twice, used or not', async () => {
    const unused = await openStorage({ ...server.options, poolSize });
    await unused.close();
    await unused.close();
    await storage.ping();
    await storage.close();
  });
});
