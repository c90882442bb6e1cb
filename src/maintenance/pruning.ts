import { setTimeout as delay } from 'node:timers/promises';
import type { AuditStore } from '../audit/store.js';
import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import type { SessionStore } from '../sessions/store.js';
import type { ThrottleStore } from '../throttle/store.js';

/** Milliseconds between two rounds. */
const interval = 10 * 60_000;
/** Rows removed by one statement, so that none holds its locks for long. */
const batchSize = 500;
/** Milliseconds between two statements, which leave the database to those who use it. */
const pause = 100;
/** Milliseconds for which an expired session keeps its row, for whoever looks into what happened. */
const sessionAfterlife = 7 * 86_400_000;

export interface PruningOptions {
  readonly sessions: SessionStore;
  readonly throttle: ThrottleStore;
  readonly audit: AuditStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Seconds for which security events are kept; 0: for ever. */
  readonly auditRetention: number;
}

export interface Pruning {
  /** One round, now. Returns how many rows it removed. */
  run(): Promise<number>;
  /** Stops between two statements. */
  close(): Promise<void>;
}

/** Removes what has expired, in the background and in small batches. Several processes may do it at once. */
export function startPruning(options: PruningOptions): Pruning {
  const { sessions, throttle, audit, clock, logger, auditRetention } = options;
  const stopping = new AbortController();
  let round: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => void (round = run()), interval).unref();

  async function run(): Promise<number> {
    const now = clock.now();
    const oldest = now - auditRetention * 1000;
    try {
      return (
        (await inBatches((limit) => throttle.prune(now, limit))) +
        (await inBatches((limit) => sessions.prune(now - sessionAfterlife, limit))) +
        (auditRetention === 0 ? 0 : await inBatches((limit) => audit.prune(oldest, limit)))
      );
    } catch (error) {
      logger.warn({ err: error }, 'expired rows could not be removed; the next round tries again');
      return 0;
    }
  }

  async function inBatches(prune: (limit: number) => Promise<number>): Promise<number> {
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
