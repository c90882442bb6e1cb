/** Milliseconds until the second attempt; each further one waits twice as long. */
const firstDelay = 5_000;
/** Milliseconds. A receiver that comes back is served within the hour. */
const longestDelay = 3_600_000;
/** After so many attempts, about half a day after the first, a message is given up. */
export const mostAttempts = 20;

/**
 * Milliseconds to wait for a receiver that asks for time: as long as it says, an hour at most, and not
 * shorter than `delay`.
 */
export function delayAskedFor(wait: number, delay: number): number {
  return Math.max(delay, Math.min(wait, longestDelay));
}

/**
 * Milliseconds to wait after the attempt of this number (from 1). A random part, between a half and the
 * whole, keeps the messages of an outage from coming back all at once.
 */
export function retryDelay(attempts: number, random: () => number = Math.random): number {
  const delay = Math.min(firstDelay * 2 ** (attempts - 1), longestDelay);
  return Math.round(delay * (0.5 + random() / 2));
}
