import { AuthError } from '../platform/errors/auth-error.js';
import { WrongSecretError } from '../platform/encryption/cipher.js';
import { printNote } from '../platform/command-line/output.js';
import { exitCodes, UsageError } from '../platform/command-line/commands.js';
import { permanentFault, permanentRefusal } from '../platform/database/permanent-faults.js';
import { ConfigError } from '../platform/config/environment.js';

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
  const permanent = faultAtStart(error) ?? permanentRefusal(error);
  if (permanent !== undefined) {
    printNote(`error: ${permanent}`);
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
    return isWrongAddress(error) ? exitCodes.usage : exitCodes.failed;
  }
  printNote(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCodes.failed;
}

function faultAtStart(error: unknown): string | undefined {
  if (!(error instanceof AuthError) || error.reason !== 'DATABASE_UNAVAILABLE') return undefined;
  return permanentFault(error.cause);
}

/** A refused connection to a name with several addresses has only a code. */
function causeOf({ reason, cause }: AuthError): string {
  if (reason !== 'DATABASE_UNAVAILABLE' || !(cause instanceof Error)) return '';
  const { message, code = '' } = cause as NodeJS.ErrnoException;
  return ` Cause: ${message || code}.`;
}

/**
 * An error of the system or of PostgreSQL: a port in use, a missing file. Its message
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

/** To listen at; a port in use may be free a moment later. */
function isWrongAddress({ code, syscall }: NodeJS.ErrnoException): boolean {
  return (syscall === 'listen' || syscall === 'getaddrinfo') && code !== 'EADDRINUSE';
}
