import { LRUCache } from 'lru-cache';
import type { Tally } from './store.js';

/** How many addresses are remembered, at about 200 bytes each. */
const maxKeys = 50_000;

/** Counters of this process alone. @param window seconds from the first count on */
export function createMemoryCounter(window: number) {
  const tallies = new LRUCache<string, Tally>({ max: maxKeys });
  const read = (key: string, now: number): Tally | undefined => {
    const tally = tallies.get(key);
    return tally !== undefined && tally.resetsAt > now ? tally : undefined;
  };
  return {
    /** The tally of the present window, if one runs. */
    read,
    count(key: string, now: number): void {
      const { points, resetsAt } = read(key, now) ?? { points: 0, resetsAt: now + window * 1000 };
      tallies.set(key, { points: points + 1, resetsAt });
    },
  };
}
