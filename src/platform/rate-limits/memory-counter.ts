import { LRUCache } from 'lru-cache';
import { tooManyAttempts, type Limit } from './counters.js';
import type { CounterValue } from './store.js';
import { addressBuckets } from '../address.js';

/** How many networks are remembered, at about 200 bytes each. */
const maxKeys = 50_000;

/** Counts by address, in this process alone: one call compares and counts, so that nothing comes between. */
interface MemoryCounter {
  /** Counts one. @throws AuthError `TOO_MANY_ATTEMPTS`, without counting */
  count(address: string | null, now: number): void;
}

/** @param limit its window begins with the first count */
export function createMemoryCounter({ points, window }: Limit): MemoryCounter {
  let values: LRUCache<string, Pick<CounterValue, 'points' | 'resetsAt'>> | undefined;
  return {
    count(address, now) {
      if (points === 0) return;
      // With the first count: its tables take a megabyte, and milliseconds.
      const counters = (values ??= new LRUCache({ max: maxKeys }));
      const counted = addressBuckets(address).map(({ key, allowance }) => {
        const known = counters.get(key);
        const isRunning = known !== undefined && known.resetsAt > now;
        const value = isRunning ? known : { points: 0, resetsAt: now + window * 1000 };
        return { key, allowance, value };
      });
      const usedUp = counted.find(({ allowance, value }) => value.points >= points * allowance);
      if (usedUp !== undefined) throw tooManyAttempts(usedUp.value, now);
      for (const { key, value } of counted) {
        counters.set(key, {
          points: value.points + 1,
          resetsAt: value.resetsAt,
        });
      }
    },
  };
}
