import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
} from 'kysely';
import { openEmbeddedDatabase, type EmbeddedDatabase } from './connection.js';
import { isReading } from './statement.js';

/**
 * Kysely's dialect for an embedded database, which is opened, and made if missing, at once.
 * @throws AuthError `DATABASE_UNAVAILABLE` if the file cannot be opened or is not a database
 */
export function createSqliteDialect(file: string): EmbeddedDialect {
  return new EmbeddedDialect(openEmbeddedDatabase(file));
}

export class EmbeddedDialect extends SqliteDialect {
  readonly #database: EmbeddedDatabase;
  readonly #driver: EmbeddedDriver;

  constructor(database: EmbeddedDatabase) {
    super({ database });
    this.#database = database;
    this.#driver = new EmbeddedDriver(database);
  }

  /** Whether nobody has the one connection, so that no transaction is open in it. */
  isIdle(): boolean {
    return this.#driver.users === 0;
  }

  /** The first row, at once: only for an idle connection, and for what need not wait for the disk. */
  first<Row>({ sql, parameters }: CompiledQuery<Row>): Row | undefined {
    if (!isReading(sql)) throw new TypeError('a write goes through `write`');
    return this.#database.prepare(sql).first(parameters) as Row | undefined;
  }

  override createDriver(): SqliteDriver {
    return this.#driver;
  }

  override createAdapter(): SqliteAdapter {
    return new EmbeddedAdapter();
  }
}

class EmbeddedDriver extends SqliteDriver {
  readonly #database: EmbeddedDatabase;
  /** Ends when the last caller that asked for the one connection has released it. */
  #lastTurn: Promise<void> = Promise.resolve();
  #endTurn: () => void = () => undefined;
  /** The latest, which no earlier one outlasts. */
  #pendingSync: Promise<void> = Promise.resolve();
  /** Who has the one connection, and who waits for it. */
  users = 0;

  constructor(database: EmbeddedDatabase) {
    super({ database });
    this.#database = database;
  }

  /** A queue. Kysely's own lock wakes everyone who waits each time, which a thousand at once can tell. */
  override async acquireConnection(): Promise<DatabaseConnection> {
    this.users += 1;
    const turnBefore = this.#lastTurn;
    let endTurn: () => void = () => undefined;
    this.#lastTurn = new Promise((resolve) => (endTurn = resolve));
    await turnBefore;
    this.#endTurn = endTurn;
    return super.acquireConnection();
  }

  /** The next caller does not wait for the disk; the writer is answered when its change is there. */
  override async releaseConnection(): Promise<void> {
    const written = this.#database.takeWritten();
    await super.releaseConnection();
    this.users -= 1;
    this.#endTurn();
    if (written) await (this.#pendingSync = this.#database.sync());
  }

  /** A transaction that begins by reading gets SQLITE_BUSY at its first write, without any waiting. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** SQLite itself has rolled back after a full disk and the like: a second time hides the first error. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection);
    this.#database.takeWritten();
  }

  /** After everyone who has been given the connection, and has been written for. */
  override async destroy(): Promise<void> {
    await this.#lastTurn;
    await this.#pendingSync.catch(() => undefined);
    await super.destroy();
  }
}

/** Kysely's own says no, although SQLite can: then processes that start together would migrate together. */
class EmbeddedAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
