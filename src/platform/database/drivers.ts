import { createRequire } from 'node:module';
import type Libsql from 'libsql';
import type pg from 'pg';

const require = createRequire(import.meta.url);

/**
 * The drivers. A service needs one of them, and the other would cost 6 to 8 MB and up to 50 ms of its start: so each is
 * loaded by the first that asks.
 */
export const postgresDriver = () => require('pg') as typeof pg;
export const sqliteDriver = () => require('libsql') as typeof Libsql;

/** Whether PostgreSQL has refused a statement, or a connection. Other errors do not load its driver. */
export function isPostgresError(error: unknown): error is pg.DatabaseError {
  const isLikeIt = error instanceof Error && 'length' in error;
  return isLikeIt && error instanceof postgresDriver().DatabaseError;
}
