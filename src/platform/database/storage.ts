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

/** The pool at this moment. */
export interface ConnectionCounts {
  /** Connections in use. */
  readonly busy: number;
  readonly idle: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
}

/**
 * Runs `work` in one transaction: all of its writes, or, if it throws, none. A feature names the stores that it needs;
 * one that gives more fits.
 */
export type Transact<Stores> = <T>(work: (stores: Stores) => Promise<T>) => Promise<T>;
