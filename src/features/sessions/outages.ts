/** The last time that refreshes failed because the database did not answer. */
export interface Outages {
  /** A refresh that began at `from` (ms) was given up at `until`; whether it was done is unknown. */
  record(from: number, until: number): void;
  /** When the grace of a generation begins that was reached at `rotatedAt` (ms). */
  graceBegins(rotatedAt: number): number;
}

/**
 * Remembers the last outage, so that a refresh whose answer was lost in it, or that could not be tried again
 * because of it, has its grace when it is over, however long it took. Failures belong to one outage while
 * less than `grace` (ms) lies between them.
 */
export function createOutages(grace: number): Outages {
  let last: { from: number; until: number } | undefined;
  return {
    record(from, until) {
      const continues = last !== undefined && from - last.until < grace;
      last =
        last !== undefined && continues
          ? { from: Math.min(last.from, from), until: Math.max(last.until, until) }
          : { from, until };
    },
    graceBegins(rotatedAt) {
      if (last === undefined || rotatedAt > last.until) return rotatedAt;
      // Its grace ran when the outage began, or would have begun in it.
      return last.from - rotatedAt < grace ? last.until : rotatedAt;
    },
  };
}
