import { Kysely, type CompiledQuery } from 'kysely';
import { createPostgresDialect, type ConnectionCounts } from './postgres.js';
import type { NamedQuery } from './prepared.js';
import type { Schema } from './schema.js';
import { createSqliteDialect } from './sqlite/dialect.js';

export type DatabaseKind = 'sqlite' | 'postgres';

export interface StorageOptions {
  /** `postgres://…`; `undefined`: the embedded SQLite database. */
  readonly url: string | undefined;
  /** Path of the embedded database; its folder and the file are made if missing. Unused with `url`. */
  readonly sqliteFile: string;
  /** The most connections of this process; PostgreSQL only. */
  readonly poolSize: number;
  /** Whether callers take the time from `openClock`, so that statements may ask the server for it too. */
  readonly usesServerTime?: boolean;
  /** Told of each lost connection, PostgreSQL only. The next query opens another. */
  onConnectionError?(error: Error): void;
}

/** The query builder, of a database or of a transaction in it. */
export interface Database {
  readonly kind: DatabaseKind;
  readonly queries: Kysely<Schema>;
  /** Whether a statement may ask the server for the time: never in SQLite, nor for an injected clock. */
  readonly usesServerTime: boolean;
  /** The prepared queries by their names, for the transactions in it too. */
  readonly compiled: Map<string, CompiledQuery>;
  /** The first row of a prepared query: the shortest way to it, for what every request asks. */
  readonly first: <Row>(query: NamedQuery<Row>) => Promise<Row | undefined>;
  /** The first row that a prepared write returns, if it returns one. */
  readonly write: <Row>(query: NamedQuery<Row>) => Promise<Row | undefined>;
}

/** A database that was opened here. */
export interface OpenDatabase extends Database {
  /** The pool of connections to a server; `undefined` for SQLite, which has one connection. */
  readonly connections: () => ConnectionCounts | undefined;
  /** Ends every connection. May be called twice. */
  readonly close: () => Promise<void>;
}

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
