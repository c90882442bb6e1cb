import pLimit from 'p-limit';
import { AuthError } from '../errors.js';

export interface HashQueueOptions {
  /**
   * Hashes computed at once, from 1 up. They share libuv's thread pool (UV_THREADPOOL_SIZE, 4 threads
   * by default) with name look-ups and files: stay below it, or those wait behind passwords.
   */
  readonly concurrency: number;
  /** Callers that may wait for their turn, from 0 up. */
  readonly queueLimit: number;
}

/** Runs work in its turn. Rejects with `OVERLOADED` at once, and starts nothing, when too many wait. */
export type HashQueue = <T>(work: () => Promise<T>) => Promise<T>;

const retryAfter = 1;

export function createHashQueue({ concurrency, queueLimit }: HashQueueOptions): HashQueue {
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new TypeError('concurrency is a whole number from 1 up');
  }
  if (!Number.isSafeInteger(queueLimit) || queueLimit < 0) {
    throw new TypeError('queueLimit is a whole number from 0 up');
  }
  const limit = pLimit(concurrency);
  return async (work) => {
    if (limit.activeCount >= concurrency && limit.pendingCount >= queueLimit) {
      throw new AuthError('OVERLOADED', { retryAfter });
    }
    return limit(work);
  };
}
