import pLimit, { type LimitFunction } from 'p-limit';
import { overloaded } from '../errors/overload.js';

/** How many may wait behind one key, each with its request in memory. */
const maxWaiting = 100;

interface Line {
  readonly run: LimitFunction;
  /** Those at work and those who wait; the last one takes the line away. */
  length: number;
}

/** A key, and how many pieces of work may run at once for it. */
export interface Turn {
  readonly key: string;
  readonly concurrency: number;
}

/** Lets so many pieces of work run at once for each key; the others take turns. */
export function createTurns() {
  const lines = new Map<string, Line>();

  async function takeOne<T>({ key, concurrency }: Turn, work: () => Promise<T>): Promise<T> {
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
  }

  return {
    /**
     * Takes a turn of each key, one after the other. Everyone has to name kinds of keys in the same order, or two
     * of them may wait for each other.
     * @throws AuthError `OVERLOADED` if 100 wait for one of the keys already
     */
    take<T>(turns: readonly Turn[], work: () => Promise<T>): Promise<T> {
      return turns.reduceRight((next, turn) => () => takeOne(turn, next), work)();
    },
  };
}
