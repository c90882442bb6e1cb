import { pino, type Logger } from 'pino';

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

/** Structured logs, one JSON object a line, on standard output. */
export function createLogger(level: string): Logger {
  return pino({ name: 'authgraph', level, redact });
}
