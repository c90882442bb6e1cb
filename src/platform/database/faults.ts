import type pg from 'pg';
import { AuthError } from '../errors/auth-error.js';
import { isPostgresError } from './drivers.js';

/**
 * The classes of SQLSTATE (PostgreSQL manual, appendix A) that say nothing about the statement: lost
 * connections (08), rollbacks for concurrency (40), resources (53), an operator or a timeout (57),
 * the system (58), a broken server (XX). The same statement may succeed a second later.
 */
const unavailableClasses = new Set(['08', '40', '53', '57', '58', 'XX']);
/** A server that takes no writes: what a former primary says after a failover. */
const readOnlyTransaction = '25006';
/**
 * The part of the server that refuses a connection to a database that takes none now (ALLOW_CONNECTIONS false).
 * Its SQLSTATE is ambiguous: a statement of ours that comes out of order gets the same.
 */
const connectionCheck = 'CheckMyDatabase';
const notInPrerequisiteState = '55000';
/** SQLSTATE of a row that there is already. */
const postgresUniqueViolation = '23505';
/** SQLSTATE of what the role may not do. */
const insufficientPrivilege = '42501';
/** Also what a statement timeout is called. */
const queryCanceled = '57014';

/** What SQLite calls a statement that makes no sense. */
const sqliteError = 1;
/** Another process kept its lock for longer than we wait. */
const sqliteBusy = 5;
/** Extended result code of a row that there is already: CONSTRAINT_UNIQUE. */
const sqliteConstraintUnique = 2067;
/** Extended result code of what a trigger has refused: CONSTRAINT_TRIGGER. */
const sqliteConstraintTrigger = 1811;
/** What the trigger of migration 0011 says. The SQLSTATE is in a class that nobody else uses. */
export const twoStepRefusal = { message: 'two_step_sign_in_required', sqlState: 'AG001' } as const;
/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html) that mean the same. */
const unavailableCodes = new Set([
  sqliteBusy,
  6, // LOCKED
  8, // READONLY
  10, // IOERR
  11, // CORRUPT
  13, // FULL
  14, // CANTOPEN
  15, // PROTOCOL: too many processes fought for the write-ahead log
  26, // NOTADB
]);

/** `retryAfter` in seconds: a failover or a lock takes about that long at least. */
export function unavailable(cause: unknown): AuthError {
  return new AuthError('DATABASE_UNAVAILABLE', { cause, retryAfter: 1 });
}

/** What callers get for an error of `pg`: `DATABASE_UNAVAILABLE`, or the error itself, for a bug. */
export function postgresFault(error: unknown): unknown {
  if (!isPostgresError(error)) {
    // Refused and broken sockets, timeouts, a client that was closed: `pg` has no code of its own. A
    // TypeError comes from a parameter or an option that we built wrongly, not from the wire.
    return error instanceof Error && !(error instanceof TypeError) ? unavailable(error) : error;
  }
  // The detail of a violated constraint can quote the whole row, the password hash too; errors get logged.
  error.detail = undefined;
  return isUnavailable(error) ? unavailable(error) : error;
}

/** Whether a connection that gave this error must not serve anyone else. */
export function breaksConnection(error: unknown): boolean {
  if (!isPostgresError(error)) return true;
  // A read-only server may be a former primary: another connection may reach the new one.
  return isUnavailable(error) && !isOneStatement(error);
}

function isUnavailable({ code = '', routine }: pg.DatabaseError): boolean {
  if (code === notInPrerequisiteState) return routine === connectionCheck;
  return unavailableClasses.has(code.slice(0, 2)) || code === readOnlyTransaction;
}

/** A conflict between transactions, or a statement that took too long: the connection is none the worse. */
function isOneStatement({ code = '' }: pg.DatabaseError): boolean {
  return code.startsWith('40') || code === queryCanceled;
}

/** Whether a statement would have made two rows of something that is unique. */
export function isDuplicate(error: unknown): boolean {
  if (isPostgresError(error)) return error.code === postgresUniqueViolation;
  return rawCode(error) === sqliteConstraintUnique;
}

/** Whether the role may not do it. */
export function isDenied(error: unknown): error is Error {
  return isPostgresError(error) && error.code === insufficientPrivilege;
}

/** Whether SQLite has something else under the name of a new table or index. */
export function isTakenName(error: unknown): error is Error {
  const isStatement = error instanceof Error && primaryCode(error) === sqliteError;
  return isStatement && error.message.endsWith(' already exists');
}

/** Whether the database has refused a session of one factor to an account with two-step sign-in. */
export function isTwoStepRefusal(error: unknown): boolean {
  if (isPostgresError(error)) return error.code === twoStepRefusal.sqlState;
  const byTrigger = error instanceof Error && rawCode(error) === sqliteConstraintTrigger;
  return byTrigger && error.message.includes(twoStepRefusal.message);
}

/** What callers get for an error of `libsql`. */
export function sqliteFault(error: unknown): unknown {
  return unavailableCodes.has(primaryCode(error)) ? unavailable(error) : error;
}

/** Whether another process holds the lock. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === sqliteBusy;
}

/** The lower eight bits of a result code; the others tell variants apart. 0 for any other error. */
function primaryCode(error: unknown): number {
  return rawCode(error) & 0xff;
}

function rawCode(error: unknown): number {
  const isSqliteError = error instanceof Error && 'rawCode' in error;
  return isSqliteError && typeof error.rawCode === 'number' ? error.rawCode : 0;
}
