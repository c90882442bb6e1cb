import { pino } from 'pino';
import { printableJson } from './printable.js';

interface LogMethod {
  (fields: object, message?: string): void;
  (message: string): void;
}

/**
 * What the service needs of a logger; one of pino has it. A type of our own, because the declarations of pino ask
 * for a certain version of Node's.
 */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  /** A logger whose lines have these fields too; `redact` replaces what the parent hides. */
  child(fields: object, options?: { readonly redact?: string[] }): Logger;
  isLevelEnabled(level: string): boolean;
}

/**
 * Where a secret could sit in a logged object. The code never logs one on purpose: this is the second
 * line of defence, for errors of libraries that carry their input with them.
 */
const redact = {
  paths: ['authorization', 'password', 'accessToken', 'refreshToken', 'token', 'secret'].flatMap(
    (name) => [name, `*.${name}`, `*.*.${name}`],
  ),
  censor: '[redacted]',
};

/**
 * Structured logs, one JSON object a line, on standard output. JSON leaves C1 controls and the like as they are,
 * and operators read logs in terminals: here they are escaped, in every field.
 */
export function createLogger(level: string, destination?: { write(line: string): void }): Logger {
  const options = { name: 'authgraph', level, redact, hooks: { streamWrite: printableJson } };
  return destination === undefined ? pino(options) : pino(options, destination);
}
