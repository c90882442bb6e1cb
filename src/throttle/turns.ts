import pLimit, { type LimitFunction } from 'p-limit';
import { overloaded } from '../overload.js';

/** How many may wait behind one key, each with its request in memory. */
const maxWaiting = 100;

interface Line {
  readonly run: LimitFunction;
  /** Those at work and those who wait; the last one takes the line away. */
  length: number;
}

/** Lets at most `concurrency` pieces of work run at once for each key; the others take turns. */
export function createTurns(concurrency: number) {
  const lines = new Map<string, Line>();
  return {
    /** @throws AuthError `OVERLOADED` if 100 wait already */
    async take<T>(key: string, work: () => Promise<T>): Promise<T> {
      const line = lines.get(key) ?? { run: pLimit(concurrency), length: 0 };
      if (line.length >= concurrency + maxWaiting) throw overloaded();
      lines.set(key, line);
      line.length += 1;
      try {
        return await line.run(work);
      } finally {
        line.length -= 1;
        if (line.length === 0) lines.delete(key);
      }
    },
  };
}
