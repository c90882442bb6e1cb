import { InvalidArgumentError } from 'commander';

/**
 * What a command gets from the program that it is declared in. A declaration loads nothing: what a command needs is
 * imported when it runs (docs/decisions/0026-few-files-to-start.md).
 *
 * @typeParam Core what the command needs of the service
 */
export interface CommandHost<Core extends { readonly config: object }> {
  /** Runs `work` on the configured database, with its pending migrations applied. */
  readonly withCore: <T>(work: (core: Core) => Promise<T>) => Promise<T>;
  /** Reads the configuration, and opens nothing. */
  readonly readConfig: () => Promise<Core['config']>;
  /** Of a command that ends with a code of its own. Default: 0. */
  readonly onExitCode: (code: number) => void;
}

/** The most rows that one command lists. */
export const maxPageSize = 10_000;

/** Reads `--limit`. */
export function parseLimit(text: string): number {
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > maxPageSize) {
    throw new InvalidArgumentError(`Write a whole number from 1 to ${maxPageSize}.`);
  }
  return limit;
}

/** The end of a command's help. */
export function examples(...lines: readonly string[]): string {
  return ['', 'Examples:', ...lines.map((line) => `  $ ${line}`)].join('\n');
}

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
