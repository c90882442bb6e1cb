import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './clock.js';
import type { Prune } from './feature.js';
import type { Logger } from './logger.js';

/** Milliseconds between two rounds. */
const interval = 10 * 60_000;
/** Rows removed by one statement, so that none holds its locks for long. */
const batchSize = 500;
/** Milliseconds between two statements, which leave the database to those who use it. */
const pause = 100;

export interface PruningOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Runs at once, and before each round. It must not reject; `signal` aborts when the pruning is closed. */
  prepare(now: number, signal: AbortSignal): Promise<void>;
  /** Runs at the beginning of a round. What it throws ends the round. */
  erase(now: number): Promise<void>;
  /** What there is to remove at `now`. */
  expired(now: number): readonly Prune[];
}

export interface Pruning {
  /** One round, now. Returns how many rows it removed. */
  run(): Promise<number>;
  /** Stops between two statements. */
  close(): Promise<void>;
}

/** Removes what has expired, in the background and in small batches. Several processes may do it at once. */
export function startRetention(options: PruningOptions): Pruning {
  const { clock, logger } = options;
  const stopping = new AbortController();
  const prepare = () => options.prepare(clock.now(), stopping.signal);
  let round: Promise<unknown> = prepare();
  const timer = setInterval(() => {
    round = prepare().then(run);
  }, interval).unref();

  async function run(): Promise<number> {
    let removed = 0;
    try {
      const now = clock.now();
      await options.erase(now);
      for (const prune of options.expired(now)) removed += await inBatches(prune);
      return removed;
    } catch (error) {
      logger.warn(
        { err: error },
        'expired rows could not be removed, trying again in the next round',
      );
      return removed;
    }
  }

  async function inBatches(prune: Prune): Promise<number> {
    let total = 0;
    while (!stopping.signal.aborted) {
      const removed = await prune(batchSize);
      total += removed;
      if (removed < batchSize) break;
      await delay(pause, undefined, { ref: false });
    }
    return total;
  }

  return {
    run,
    async close() {
      clearInterval(timer);
      stopping.abort();
      await round;
    },
  };
}
