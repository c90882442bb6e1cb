import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import { postgresFault, sqliteFault } from '../../../src/platform/database/faults.js';

function serverError(code: string): pg.DatabaseError {
  const error = new pg.DatabaseError('made up', 0, 'error');
  error.code = code;
  return error;
}

function libsqlError(rawCode: number): Error {
  return Object.assign(new Error('made up'), { rawCode });
}

const outages: [string, string][] = [
  ['08006', 'a lost connection'],
  ['25006', 'a read-only server'],
  ['40001', 'a conflict of transactions'],
  ['40P01', 'a deadlock'],
  ['53100', 'a full disk'],
  ['53300', 'too many connections'],
  ['57014', 'a statement timeout'],
  ['57P01', 'a shutdown'],
  ['57P03', 'a start that has not finished'],
  ['58030', 'a failed read'],
  ['XX001', 'corrupted data'],
];
/** Errors of SQL, of constraints, and of the configuration, which no second try can mend. */
const notOutages = ['22021', '23505', '25001', '28P01', '3D000', '42601', '42P01', '55000'];

describe('faults of PostgreSQL', () => {
  it.each(outages)('%s, %s, says that the database is unavailable', (code) => {
    const error = serverError(code);
    const fault = postgresFault(error) as AuthError;
    expect(fault).toBeInstanceOf(AuthError);
    expect(fault).toMatchObject({ reason: 'DATABASE_UNAVAILABLE', cause: error });
    expect(fault.extensions.retryAfter).toBe(1);
  });

  it.each(notOutages)('%s passes as it is', (code) => {
    const error = serverError(code);
    expect(postgresFault(error)).toBe(error);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE'])(
    'such as the system error %s say that it is unavailable',
    (code) => {
      const error = Object.assign(new Error('made up'), { code });
      expect(postgresFault(error)).toMatchObject({ reason: 'DATABASE_UNAVAILABLE', cause: error });
    },
  );

  it('leave an error of our own as it is', () => {
    const error = new TypeError('made up');
    expect(postgresFault(error)).toBe(error);
  });
});

describe('faults of SQLite', () => {
  it.each([5, 6, 8, 10, 11, 13, 14, 26, 5 + 256, 10 + 13 * 256])(
    'of code %i say that the database is unavailable',
    (rawCode) => {
      const error = libsqlError(rawCode);
      expect(sqliteFault(error)).toMatchObject({ reason: 'DATABASE_UNAVAILABLE', cause: error });
    },
  );

  it.each([1, 19, 20, 19 + 8 * 256])('of code %i pass as they are', (rawCode) => {
    const error = libsqlError(rawCode);
    expect(sqliteFault(error)).toBe(error);
  });
});
