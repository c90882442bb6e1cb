import { AuthError } from '../platform/errors/auth-error.js';
import { WrongSecretError } from '../platform/encryption/cipher.js';
import { printNote } from './output.js';
import { ConfigError } from '../platform/config/environment.js';

/** The exit codes of the process. A signal ends it with 128 + its number, as shells count. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  /** Wrong arguments, or a configuration that cannot be used: trying again changes nothing. */
  usage: 2,
  /** The database does not answer: trying again later may help. */
  databaseUnavailable: 3,
} as const;

export const exitCodesHelp = `
Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 database unavailable.`;

/** The command was called in a way that cannot work. The message says how it can. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Prints what went wrong, without a stack if the reader can fix it, and returns the exit code. */
export function reportError(error: unknown): number {
  if (error instanceof UsageError || error instanceof WrongSecretError) {
    printNote(`error: ${error.message}`);
    return exitCodes.usage;
  }
  if (error instanceof ConfigError) {
    printNote(`${error.message}\nEvery option is explained in docs/configuration.md.`);
    return exitCodes.usage;
  }
  if (error instanceof AuthError) {
    printNote(`error: ${error.message}${causeOf(error)} (${error.reason})`);
    return error.reason === 'DATABASE_UNAVAILABLE'
      ? exitCodes.databaseUnavailable
      : exitCodes.failed;
  }
  if (isFromOutside(error)) {
    printNote(`error: ${error.message}`);
    return isRejectedByDatabase(error.code) ? exitCodes.usage : exitCodes.failed;
  }
  printNote(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCodes.failed;
}

/** A refused connection to a name with several addresses has only a code. */
function causeOf({ reason, cause }: AuthError): string {
  if (reason !== 'DATABASE_UNAVAILABLE' || !(cause instanceof Error)) return '';
  const { message, code = '' } = cause as NodeJS.ErrnoException;
  return ` Cause: ${message || code}.`;
}

/**
 * An error of the system or of PostgreSQL: a port in use, a missing file, a wrong password. Its message
 * says what to mend; a stack would hide it. Node's own codes (ERR_…) are our mistakes.
 */
function isFromOutside(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    !error.code.startsWith('ERR_')
  );
}

/** SQLSTATE 28…: wrong user or password; 3D000: no such database. Both stand in DATABASE_URL. */
function isRejectedByDatabase(code: string): boolean {
  return code.startsWith('28') || code === '3D000';
}
