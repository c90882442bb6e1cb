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
