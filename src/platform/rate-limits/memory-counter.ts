import { LRUCache } from 'lru-cache';
import { addressBuckets } from './address.js';
import { tooManyAttempts, type Limit } from './counters.js';
import type { Tally } from './store.js';

/** How many networks are remembered, at about 200 bytes each. */
const maxKeys = 50_000;

/** Counts by address, in this process alone: one call compares and counts, so that nothing comes between. */
export interface MemoryCounter {
  /** Counts one. @throws AuthError `TOO_MANY_ATTEMPTS`, without counting */
  count(address: string | null, now: number): void;
}

/** @param limit its window begins with the first count */
export function createMemoryCounter({ points, window }: Limit): MemoryCounter {
  const tallies = new LRUCache<string, Pick<Tally, 'points' | 'resetsAt'>>({ max: maxKeys });
  return {
    count(address, now) {
      if (points === 0) return;
      const counted = addressBuckets(address).map(({ key, allowance }) => {
        const known = tallies.get(key);
        const isRunning = known !== undefined && known.resetsAt > now;
        const tally = isRunning ? known : { points: 0, resetsAt: now + window * 1000 };
        return { key, allowance, tally };
      });
      const spent = counted.find(({ allowance, tally }) => tally.points >= points * allowance);
      if (spent !== undefined) throw tooManyAttempts(spent.tally, now);
      for (const { key, tally } of counted) {
        tallies.set(key, { points: tally.points + 1, resetsAt: tally.resetsAt });
      }
    },
  };
}
