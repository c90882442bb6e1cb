import type { CompiledQuery, Kysely } from 'kysely';
import type { ConnectionCounts, DatabaseKind } from './storage.js';

export interface NamedQuery<Row> {
  readonly name: string;
  readonly query: CompiledQuery<Row>;
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
  /** The rows that a prepared write returns. */
  readonly write: <Row>(query: NamedQuery<Row>) => Promise<Row[]>;
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
