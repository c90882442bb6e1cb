import pLimit from 'p-limit';
import { overloaded } from '../overload.js';

export interface HashQueueOptions {
  /**
   * Hashes computed at once, from 1 up. They share libuv's thread pool (UV_THREADPOOL_SIZE, 4 threads
   * by default) with name look-ups and files: stay below it, or those wait behind passwords.
   */
  readonly concurrency: number;
  /** Callers that may wait for their turn, from 0 up. */
  readonly queueLimit: number;
  /** Told of each turn that comes, with the milliseconds that it was waited for. */
  readonly onTurn?: (waited: number) => void;
}

/** How busy the queue is at this moment. */
export interface HashQueueLoad {
  readonly running: number;
  readonly waiting: number;
}

export interface HashQueue {
  /** Runs work in its turn. Rejects with `OVERLOADED` at once, and starts nothing, when too many wait. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Before anything else that costs time. @throws AuthError `OVERLOADED` when too many wait at this moment */
  refuseIfFull(): void;
  load(): HashQueueLoad;
}

export function createHashQueue(options: HashQueueOptions): HashQueue {
  const { concurrency, queueLimit, onTurn } = options;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new TypeError('concurrency is a whole number from 1 up');
  }
  if (!Number.isSafeInteger(queueLimit) || queueLimit < 0) {
    throw new TypeError('queueLimit is a whole number from 0 up');
  }
  const limit = pLimit(concurrency);
  function refuseIfFull(): void {
    if (limit.activeCount < concurrency || limit.pendingCount < queueLimit) return;
    throw overloaded();
  }
  async function run<T>(work: () => Promise<T>): Promise<T> {
    refuseIfFull();
    return limit(work);
  }
  return {
    run: onTurn === undefined ? run : (work) => run(timed(work, onTurn)),
    refuseIfFull,
    load: () => ({ running: limit.activeCount, waiting: limit.pendingCount }),
  };
}

function timed<T>(work: () => Promise<T>, onTurn: (waited: number) => void): () => Promise<T> {
  const asked = performance.now();
  return () => {
    onTurn(performance.now() - asked);
    return work();
  };
}
