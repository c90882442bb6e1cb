import { destination, levels, pino, symbols } from 'pino';
import type { Clock } from './clock.js';
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

/** Milliseconds between two warnings of one outage. */
const warningPause = 60_000;

/** Warns at most once a minute: of what everyone meets while another service is out. */
export function createOutageWarning(
  { logger, clock }: { readonly logger: Logger; readonly clock: Clock },
  message: string,
): (reason: string) => void {
  let quietUntil = 0;
  return (reason) => {
    const now = clock.now();
    if (now < quietUntil) return;
    quietUntil = now + warningPause;
    logger.warn({ reason }, message);
  };
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
export function createLogger(level: string, output?: { write(line: string): void }): Logger {
  const options = { name: 'authgraph', level, redact, hooks: { streamWrite: printableJson } };
  return output === undefined ? pino(options) : pino(options, output);
}

/** Bytes that are written together at the latest. */
const pieceLength = 4096;
/** Milliseconds that a line waits for others. */
const longestWait = 100;
/** Of pino. */
const warning = levels.values['warn'] ?? 0;
/** Bytes that are kept while they cannot be written, as on a full disk. Lines beyond are dropped. */
const mostKept = 1_000_000;

/**
 * Standard output for the log of a busy process: a call of the system for each line takes longer than the line itself.
 * The first line is written at once, and those that follow soon after it together: when they have 4 kB, after a tenth
 * of a second, at a warning or an error, and when the process exits. A kill loses what waits.
 *
 * Pino's `sync: false` would write beside the event loop, in no order with what is written at the exit, and would never
 * end if the reader of a pipe has gone.
 * @param descriptor of a file that is open
 */
export function openLogOutput(descriptor = 1): { write(line: string): void } {
  const options = { sync: true, minLength: pieceLength, maxLength: mostKept };
  const file = destination({ dest: descriptor, ...options });
  // A full disk ends no service.
  file.on('error', () => undefined);
  let isWaiting = false;
  /** As long as it runs, lines wait. */
  let pause: NodeJS.Timeout | undefined;

  function flush(): void {
    if (!isWaiting) return;
    isWaiting = false;
    file.flush();
  }
  function beginPause(): NodeJS.Timeout {
    return setTimeout(() => {
      pause = isWaiting ? beginPause() : undefined;
      flush();
    }, longestWait).unref();
  }
  process.once('exit', flush);
  const output = {
    // Has pino note the level of each line.
    [symbols.needsMetadataGsym]: true,
    lastLevel: 0,
    write(line: string) {
      file.write(line);
      isWaiting = true;
      if (pause === undefined || output.lastLevel >= warning) flush();
      pause ??= beginPause();
    },
  };
  return output;
}
