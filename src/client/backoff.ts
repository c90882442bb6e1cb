import { startStopwatch, type Clock } from './clock.js';
import { AuthgraphError } from './result.js';

/** Milliseconds after the first failure, and at most. The wait doubles in between. */
const first = 1_000;
const most = 30_000;

/** Remembers that the service could not be reached, so that not every request tries in vain. */
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
