import { AuthgraphError } from './result.js';

/** What the age of tokens is taken from. Injected, so that tests do not wait. */
export interface Clock {
  /** Milliseconds since the Unix epoch, as this device has them. Its owner may set them back. */
  now(): number;
  /** Milliseconds since some moment. Nobody sets them, but on many devices they stand still in sleep. */
  monotonic(): number;
}

export const deviceClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/**
 * Starts to count. Of two clocks, one that can be set back and one that sleeps, whichever has moved more is
 * believed: at worst a token is renewed too early. The clock of the service plays no part.
 * @returns milliseconds since the start
 */
export function startStopwatch(clock: Clock): () => number {
  const [wall, steady] = [clock.now(), clock.monotonic()];
  return () => Math.max(clock.now() - wall, clock.monotonic() - steady);
}

/** Milliseconds after the first failure, and at most. The wait doubles in between. */
const first = 1_000;
const most = 30_000;

/** Remembers that the service could not be reached, so that not every request tries again. */
export function createBackoff(clock: Clock) {
  let failure: unknown;
  let wait = 0;
  let age = startStopwatch(clock);

  return {
    /** Whether the last try failed. */
    isOn: () => wait > 0,

    /** @throws the last failure, until it is time for another try */
    check(): void {
      if (age() < wait) throw failure;
    },

    /** From now on, until the service's own `retryAfter` or ours is over. */
    record(error: unknown): void {
      const asked = error instanceof AuthgraphError ? (error.retryAfter ?? 0) * 1000 : 0;
      const doubled = Math.min(Math.max(wait * 2, first), most);
      failure = error;
      wait = Math.max(asked, doubled);
      age = startStopwatch(clock);
    },

    reset(): void {
      wait = 0;
    },
  };
}
