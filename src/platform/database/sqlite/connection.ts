import { closeSync, openSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SqliteDatabase } from 'kysely';
import type Libsql from 'libsql';
import { LRUCache } from 'lru-cache';
import { makeFolder } from '../../config/folder.js';
import { sqliteDriver } from '../drivers.js';
import { isBusy, unavailable } from '../faults.js';
import { createLogSync, type LogSync } from './log-sync.js';
import { mapErrors, isReading, wrapStatement, type EmbeddedStatement } from './statement.js';

/** Milliseconds that a writer waits for the writer of another process. */
const busyTimeout = 5000;
/** Milliseconds between two tries where SQLite itself does not wait. */
const busyPause = 10;
/**
 * Statements kept prepared; the code has about thirty. Preparing is most of a query: kept, a read by
 * primary key through Kysely took 15 µs instead of 45.
 */
const preparedStatements = 100;

/** What Kysely's driver needs, with faults in our terms, parameters checked and statements kept prepared. */
export interface EmbeddedDatabase extends SqliteDatabase {
  readonly inTransaction: boolean;
  /** Whether anything may have been written since this was last asked. */
  takeWritten(): boolean;
  /** Resolves once what has been committed is on the disk. @throws AuthError `DATABASE_UNAVAILABLE` */
  sync(): Promise<void>;
  prepare(text: string): EmbeddedStatement;
}

/**
 * Opens the database file, and makes it and its folder if missing.
 * @throws AuthError `DATABASE_UNAVAILABLE` if it cannot be opened or is not a database
 */
export function openEmbeddedDatabase(file: string): EmbeddedDatabase {
  const database = openFile(file);
  // SQLite follows links, and keeps its log in the folder of the file itself.
  return translateFaults(database, createLogSync(`${realpathSync(file)}-wal`));
}

function openFile(file: string): Libsql.Database {
  let database: Libsql.Database | undefined;
  try {
    makeFolder(dirname(file), 0o700);
    makePrivateFile(file);
    database = new (sqliteDriver())(file);
    database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
    useWriteAheadLog(database);
    // What a process that was killed has left in the log: the next commit shall not come behind it.
    moveLogIntoFile(database);
    // No commit waits for the disk in the event loop; `sync` does beside it, before anyone is answered.
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA foreign_keys = ON');
    return database;
  } catch (error) {
    database?.close();
    throw unavailable(error);
  }
}

/**
 * Makes the file before SQLite does, so that the password hashes in it, and in the write-ahead log that
 * takes its mode, are never readable by others. One that exists is not opened: to close it again would
 * drop the locks that this process has on it (https://www.sqlite.org/howtocorrupt.html, section 2.2).
 */
function makePrivateFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    // Under Jest the errors of Node are of another realm, so `instanceof` does not know them.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * The switch of a new file to the write-ahead log is the one thing for which SQLite does not wait: of
 * four processes that started together, one in a hundred got SQLITE_BUSY at once.
 */
function useWriteAheadLog(database: Libsql.Database): void {
  const deadline = Date.now() + busyTimeout;
  for (;;) {
    try {
      const mode = database.prepare('PRAGMA journal_mode = WAL').raw().get();
      if (String(mode) !== 'wal')
        throw new Error(`no write-ahead log is possible here: ${String(mode)}`);
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
    }
    // Sleeps, as SQLite does while it waits: nothing else runs before the database is open.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busyPause);
  }
}

function translateFaults(database: Libsql.Database, log: LogSync): EmbeddedDatabase {
  const statements = new LRUCache<string, EmbeddedStatement>({ max: preparedStatements });
  let isWritten = false;
  const noteWrite = () => (isWritten = true);
  const prepare = (text: string) =>
    wrapStatement(
      () => mapErrors(() => database.prepare(text)),
      isReading(text) ? () => undefined : noteWrite,
    );
  return {
    get inTransaction() {
      return database.inTransaction;
    },
    takeWritten() {
      const written = isWritten;
      isWritten = false;
      return written;
    },
    sync: log.sync,
    prepare(text) {
      const fault = log.fault();
      if (fault !== undefined) throw fault;
      const kept = statements.get(text);
      if (kept) return kept;
      const statement = prepare(text);
      statements.set(text, statement);
      return statement;
    },
    close() {
      statements.clear();
      if (log.fault() === undefined) moveLogIntoFile(database);
      database.close();
    },
  };
}

/**
 * So that the file alone is the whole database. SQLite does this when it closes, which `libsql` puts off
 * until the statements have been collected as garbage. PASSIVE: without waiting for other processes.
 */
function moveLogIntoFile(database: Libsql.Database): void {
  try {
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // Nothing is lost: the log stays, and the next process to open the file reads it.
  }
}
