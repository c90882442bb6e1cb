import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
} from 'kysely';
import { openEmbeddedDatabase, type EmbeddedDatabase } from './sqlite-database.js';

/**
 * Kysely's dialect for an embedded database, which is opened, and made if missing, at once.
 * @throws AuthError `DATABASE_UNAVAILABLE` if the file cannot be opened or is no database
 */
export function createSqliteDialect(file: string): SqliteDialect {
  return new EmbeddedDialect(openEmbeddedDatabase(file));
}

class EmbeddedDialect extends SqliteDialect {
  readonly #database: EmbeddedDatabase;

  constructor(database: EmbeddedDatabase) {
    super({ database });
    this.#database = database;
  }

  override createDriver(): SqliteDriver {
    return new EmbeddedDriver(this.#database);
  }

  override createAdapter(): SqliteAdapter {
    return new EmbeddedAdapter();
  }
}

class EmbeddedDriver extends SqliteDriver {
  readonly #database: EmbeddedDatabase;
  /** Ends when whoever asked last for the one connection has given it back. */
  #lastTurn: Promise<void> = Promise.resolve();
  #endTurn: () => void = () => undefined;

  constructor(database: EmbeddedDatabase) {
    super({ database });
    this.#database = database;
  }

  /** A queue. Kysely's own lock wakes everyone who waits each time, which a thousand at once can tell. */
  override async acquireConnection(): Promise<DatabaseConnection> {
    const turnBefore = this.#lastTurn;
    let endTurn: () => void = () => undefined;
    this.#lastTurn = new Promise((resolve) => (endTurn = resolve));
    await turnBefore;
    this.#endTurn = endTurn;
    return super.acquireConnection();
  }

  override async releaseConnection(): Promise<void> {
    await super.releaseConnection();
    this.#endTurn();
  }

  /** A transaction that begins by reading gets SQLITE_BUSY at its first write, without any waiting. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** SQLite itself has rolled back after a full disk and the like: a second time hides the first error. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** Kysely's own says no, although SQLite can: then processes that start together would migrate together. */
class EmbeddedAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
