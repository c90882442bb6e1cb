import { Kysely, sql, type CompiledQuery, type RawBuilder } from 'kysely';
import { createPostgresDialect } from './postgres.js';
import { createSqliteDialect } from './sqlite/dialect.js';
import type { Database, OpenDatabase } from './database.js';
import type { StorageOptions } from './storage.js';

export function openDatabase(options: StorageOptions): OpenDatabase {
  const { url, sqliteFile, usesServerTime = false } = options;
  const compiled = new Map<string, CompiledQuery>();
  if (url === undefined) {
    const dialect = createSqliteDialect(sqliteFile);
    const queries = new Kysely<unknown>({ dialect });
    return {
      kind: 'sqlite',
      tables: tablesOf(queries),
      usesServerTime: false,
      compiled,
      connections: () => undefined,
      touch: () => run(queries, sql`select 1`),
      ping: () => run(queries, writeNothing),
      first: async ({ query }) =>
        dialect.isIdle() ? dialect.first(query) : (await queries.executeQuery(query)).rows[0],
      write: async ({ query }) => (await queries.executeQuery(query)).rows,
      close: () => queries.destroy(),
    };
  }
  const nameOf = namesOf(compiled);
  const dialect = createPostgresDialect({ ...connectionOf(options), url, nameOf });
  const queries = new Kysely<unknown>({ dialect });
  const { rows, connections } = dialect;
  const first: Database['first'] = async (query) => (await rows(query))[0];
  async function close(): Promise<void> {
    await queries.destroy();
    await dialect.close();
  }
  const tables = tablesOf(queries);
  const database = { kind: 'postgres', tables, usesServerTime, compiled, connections } as const;
  const touch = () => run(queries, sql`select 1`);
  return { ...database, first, write: rows, touch, ping: dialect.ping, close };
}

/** Finds the names of the prepared queries by their texts: a transaction runs them as it runs all others. */
function namesOf(compiled: ReadonlyMap<string, CompiledQuery>) {
  const names = new Map<string, string>();
  return (text: string) => {
    if (names.size < compiled.size) for (const [name, { sql }] of compiled) names.set(sql, name);
    return names.get(text);
  };
}

/**
 * Sets a number in the header of the file that is for applications and that this one does not use, to what it is: the
 * smallest write, which fails for a file that is read-only and on a disk that is full. To begin a transaction and to
 * end it would not: that writes nothing.
 */
const writeNothing = sql`pragma user_version = 0`;

async function run(queries: Kysely<unknown>, statement: RawBuilder<unknown>): Promise<void> {
  await statement.execute(queries);
}

/** The only cast: to Kysely, a database with more tables is not one with fewer. */
function tablesOf(queries: Kysely<unknown>): Database['tables'] {
  return <T>() => queries as unknown as Kysely<T>;
}

/** The same database, inside a transaction. */
export function within(database: Database, transaction: Kysely<unknown>): Database {
  const write: Database['write'] = async ({ query }) =>
    (await transaction.executeQuery(query)).rows;
  return {
    ...database,
    tables: tablesOf(transaction),
    first: async (query) => (await write(query))[0],
    write,
  };
}

/**
 * Runs `work` where statements may take as long as they need. PostgreSQL gets a connection of its own
 * for it, since the pool's have a statement timeout; SQLite has none, and one connection.
 */
export async function withUnlimitedStatements<T>(
  database: Database,
  options: StorageOptions,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const { url } = options;
  if (url === undefined) return work(database);
  const dialect = createPostgresDialect({
    ...connectionOf(options),
    url,
    poolSize: 1,
    unlimitedStatements: true,
  });
  const queries = new Kysely<unknown>({ dialect });
  try {
    return await work(within(database, queries));
  } finally {
    await queries.destroy();
  }
}

function connectionOf({ poolSize, schema, preparedStatements = true, ...options }: StorageOptions) {
  const onConnectionError = (error: Error) => options.onConnectionError?.(error);
  return { poolSize, schema, preparedStatements, onConnectionError };
}
