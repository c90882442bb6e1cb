import type { CompiledQuery, Kysely } from 'kysely';

/** The pool at this moment. */
export interface ConnectionCounts {
  /** Connections in use. */
  readonly busy: number;
  readonly idle: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
}

export interface NamedQuery<Row> {
  readonly name: string;
  readonly query: CompiledQuery<Row>;
}

export type DatabaseKind = 'sqlite' | 'postgres';

export interface StorageOptions {
  /** `postgres://…`; `undefined`: the embedded SQLite database. */
  readonly url: string | undefined;
  /** Path of the embedded database; its folder and the file are made if missing. Unused with `url`. */
  readonly sqliteFile: string;
  /** The most connections of this process; PostgreSQL only. */
  readonly poolSize: number;
  /** The schema of all tables; PostgreSQL only. Default: that of the connection. */
  readonly schema?: string | undefined;
  /** Whether statements that are asked often are prepared, each under a name; PostgreSQL only. Default: yes. */
  readonly preparedStatements?: boolean;
  /** Whether callers take the time from `openClock`, so that statements may ask the server for it too. */
  readonly usesServerTime?: boolean;
  /** Called for each lost connection, PostgreSQL only. The next query opens another. */
  onConnectionError?(error: Error): void;
}

/** A database, or a transaction in it. */
export interface Database {
  readonly kind: DatabaseKind;
  /**
   * The query builder for the tables that a store knows: its `*.sql.ts` says which, and what columns they have
   * (`columns.ts`). Nothing checks that the database has them.
   */
  readonly tables: <T>() => Kysely<T>;
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
  /** Resolves if the database answers. */
  readonly touch: () => Promise<void>;
  /** Resolves if the database answers and takes writes. SQLite writes something that says nothing. */
  readonly ping: () => Promise<void>;
  /** Ends every connection. May be called twice. */
  readonly close: () => Promise<void>;
}

/**
 * Runs `work` in one transaction: all of its writes, or, if it throws, none. A feature names the stores that it needs;
 * one that gives more fits.
 */
export type Transact<Stores> = <T>(work: (stores: Stores) => Promise<T>) => Promise<T>;
