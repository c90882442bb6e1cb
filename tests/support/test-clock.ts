import type { Clock } from '../../src/platform/clock.js';

export interface TestClock extends Clock {
  /** Moves the time on. */
  advance(seconds: number): void;
}

/** A clock that stands still until it is told to move. */
export function createTestClock(start = Date.UTC(2026, 0, 15, 12)): TestClock {
  let now = start;
  return {
    now: () => now,
    advance(seconds) {
      now += seconds * 1000;
    },
  };
}
