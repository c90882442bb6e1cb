import { pino, type DestinationStream, type Logger } from 'pino';
import { printableJson } from './printable.js';

export type { Logger };

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
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { name: 'authgraph', level, redact, hooks: { streamWrite: printableJson } };
  return destination === undefined ? pino(options) : pino(options, destination);
}
