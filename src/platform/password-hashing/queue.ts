import { createWaitingJobs, type Asker, type Job, type WaitingJob } from './waiting-jobs.js';
import { overloaded } from '../errors/auth-error.js';

export type { Asker };

export interface HashQueueOptions {
  /**
   * Hashes computed at once, from 1 up. They share libuv's thread pool (UV_THREADPOOL_SIZE, 4 threads
   * by default) with name look-ups and files: stay below it, or those wait behind passwords.
   */
  readonly concurrency: number;
  /** Callers that may wait for their turn, from 0 up. */
  readonly queueLimit: number;
  /** Called for each job that starts, with the milliseconds that it waited. */
  readonly onTurn?: (waited: number) => void;
}

/** How busy the queue is at this moment. */
export interface HashQueueLoad {
  readonly running: number;
  readonly waiting: number;
}

export interface HashQueue {
  /**
   * Runs work in its turn. The next turn goes to the address with the fewest jobs that run or wait; of several, to the
   * one that has waited longest. Rejects with `OVERLOADED`, and starts nothing, when too many wait: then those of the
   * address with the most go first.
   */
  run<T>(work: () => Promise<T>, job?: { asker?: Asker | undefined; isSlow?: boolean }): Promise<T>;
  /** Before anything else that costs time. @throws AuthError `OVERLOADED` if this caller would be refused now */
  refuseIfFull(asker?: Asker): void;
  load(): HashQueueLoad;
}

export function createHashQueue(options: HashQueueOptions): HashQueue {
  checkOptions(options);
  const { concurrency, onTurn } = options;
  const waiting = createWaitingJobs(options);
  const running = { all: 0, slow: 0 };
  /** Where only one hash is computed at once, a slow one has a place beside it, or it would hold up all others. */
  const places = Math.max(concurrency, 2);

  function mayStart({ isSlow }: Job): boolean {
    if (running.all >= places) return false;
    return isSlow ? running.slow === 0 : running.all - running.slow < concurrency;
  }

  function startNext(): void {
    for (let job = waiting.takeNext(mayStart); job; job = waiting.takeNext(mayStart)) {
      void start(job);
    }
  }

  async function start(job: WaitingJob): Promise<void> {
    running.all += 1;
    if (job.isSlow) running.slow += 1;
    const tell = await job.work();
    running.all -= 1;
    if (job.isSlow) running.slow -= 1;
    waiting.ended(job);
    startNext();
    tell();
  }

  function admit(job: WaitingJob): void {
    const accountDeletion = mayStart(job) ? undefined : waiting.leavingFor(job);
    if (accountDeletion !== undefined) waiting.refuse(accountDeletion);
    waiting.add(job);
    startNext();
  }

  return {
    run(work, { asker = [], isSlow = false } = {}) {
      const asked = performance.now();
      const onStart = () => onTurn?.(performance.now() - asked);
      return new Promise((resolve, reject) => {
        const refuse = () => reject(overloaded());
        const told = () => outcomeOf({ work, onStart, resolve, reject });
        admit({ asker, isSlow, refuse, work: told });
      });
    },
    refuseIfFull(asker = []) {
      const job = { asker, isSlow: false };
      if (!mayStart(job)) waiting.leavingFor(job);
    },
    load: () => ({ running: running.all, waiting: waiting.count() }),
  };
}

interface Told<T> {
  readonly work: () => Promise<T>;
  readonly onStart: () => void;
  readonly resolve: (result: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** Does the work, and returns a function that settles the caller's promise once the place is free. */
async function outcomeOf<T>({ work, onStart, resolve, reject }: Told<T>): Promise<() => void> {
  try {
    onStart();
    const result = await work();
    return () => resolve(result);
  } catch (error) {
    return () => reject(error);
  }
}

function checkOptions({ concurrency, queueLimit }: HashQueueOptions): void {
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new TypeError('concurrency is a whole number from 1 up');
  }
  if (!Number.isSafeInteger(queueLimit) || queueLimit < 0) {
    throw new TypeError('queueLimit is a whole number from 0 up');
  }
}
