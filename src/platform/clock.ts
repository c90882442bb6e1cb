/** The time, injected everywhere so that tests never sleep. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** The `NumericDate` of RFC 7519 §2: whole seconds since the Unix epoch. */
export function numericDate(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
