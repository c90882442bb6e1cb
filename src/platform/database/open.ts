import { Kysely, type CompiledQuery } from 'kysely';
import { createPostgresDialect } from './postgres.js';
import type { Schema } from './schema.js';
import { createSqliteDialect } from './sqlite/dialect.js';
import type { StorageOptions, Database, OpenDatabase } from './database.js';

export function openDatabase(options: StorageOptions): OpenDatabase {
  const { url, sqliteFile, poolSize, usesServerTime = false } = options;
  const compiled = new Map<string, CompiledQuery>();
  if (url === undefined) {
    const dialect = createSqliteDialect(sqliteFile);
    const queries = new Kysely<Schema>({ dialect });
    return {
      kind: 'sqlite',
      queries,
      usesServerTime: false,
      compiled,
      connections: () => undefined,
      first: async ({ query }) =>
        dialect.isIdle() ? dialect.first(query) : (await queries.executeQuery(query)).rows[0],
      write: async ({ query }) => (await queries.executeQuery(query)).rows[0],
      close: () => queries.destroy(),
    };
  }
  const dialect = createPostgresDialect({ url, poolSize, onConnectionError: listenerOf(options) });
  const queries = new Kysely<Schema>({ dialect });
  const { first, connections } = dialect;
  async function close(): Promise<void> {
    await queries.destroy();
    await dialect.close();
  }
  const database = { kind: 'postgres', queries, usesServerTime, compiled, connections } as const;
  return { ...database, first, write: first, close };
}

/** The same database, inside a transaction. */
export function within(database: Database, transaction: Kysely<Schema>): Database {
  const first: Database['first'] = async ({ query }) =>
    (await transaction.executeQuery(query)).rows[0];
  return {
    ...database,
    queries: transaction,
    first,
    write: first,
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
    url,
    poolSize: 1,
    unlimitedStatements: true,
    onConnectionError: listenerOf(options),
  });
  const queries = new Kysely<Schema>({ dialect });
  try {
    return await work(within(database, queries));
  } finally {
    await queries.destroy();
  }
}

function listenerOf(options: StorageOptions): (error: Error) => void {
  return (error) => options.onConnectionError?.(error);
}
