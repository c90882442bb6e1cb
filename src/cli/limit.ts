import { InvalidArgumentError } from 'commander';

/** The most rows that one command lists. */
export const longestPage = 10_000;

/** Reads `--limit`. */
export function parseLimit(text: string): number {
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > longestPage) {
    throw new InvalidArgumentError(`Write a whole number from 1 to ${longestPage}.`);
  }
  return limit;
}
