import { setTimeout as delay } from 'node:timers/promises';
import { firstEventIdAt } from '../platform/events/event.js';
import { type AuditStore, eraseDeleted } from '../platform/events/store.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { OneTimeTokenStore } from '../platform/one-time-tokens/store.js';
import type { RateLimitStore } from '../platform/rate-limits/store.js';
import type { NameClaimStore } from '../features/accounts/store.js';
import type { ReservedUsernameStore } from '../features/accounts/store.js';
import { claimNames } from './claim-names.js';
import type { SessionStore } from '../features/sessions/session.js';
import type { OutboxStore } from '../platform/outbox/job.js';

/** Milliseconds between two rounds. */
const interval = 10 * 60_000;
/** Rows removed by one statement, so that none holds its locks for long. */
const batchSize = 500;
/** Milliseconds between two statements, which leave the database to those who use it. */
const pause = 100;
/** Milliseconds for which an expired session keeps its row, for later investigation. */
const sessionRetention = 7 * 86_400_000;
/** Milliseconds for which an operator can see what was delivered. It holds no message any more. */
const deliveredRetention = 7 * 86_400_000;
/** Milliseconds for which an operator can see what could not be delivered, and try it again. */
const failedRetention = 30 * 86_400_000;
/** Milliseconds for which a process may hold back events of a user whom another one has deleted. */
const lateness = 86_400_000;

export interface PruningOptions {
  readonly sessions: SessionStore;
  readonly throttle: RateLimitStore;
  readonly reservedUsernames: ReservedUsernameStore;
  readonly nameClaims: NameClaimStore;
  readonly audit: AuditStore;
  readonly outbox: OutboxStore;
  readonly oneTimeTokens: OneTimeTokenStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Seconds for which security events are kept; 0: without end. */
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
  const { audit, clock, logger } = options;
  const stopping = new AbortController();
  // Names first, and at once: until an account has its claim, one that looks like it can be registered.
  let round: Promise<unknown> = claim();
  const timer = setInterval(() => {
    round = claim().then(run);
  }, interval).unref();

  async function claim(): Promise<void> {
    try {
      await claimNames(options.nameClaims, { now: clock.now(), signal: stopping.signal });
    } catch (error) {
      logger.warn({ err: error }, 'usernames could not be claimed, trying again in the next round');
    }
  }

  async function run(): Promise<number> {
    let removed = 0;
    try {
      const now = clock.now();
      await eraseDeleted(audit, firstEventIdAt(now - lateness));
      for (const prune of expired(options, now)) removed += await inBatches(prune);
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

/** Removes up to `limit` rows; returns how many. */
type Prune = (limit: number) => Promise<number>;

/** What there is to remove at `now`. */
function expired(options: PruningOptions, now: number): Prune[] {
  const { sessions, throttle, reservedUsernames, audit, outbox, oneTimeTokens, auditRetention } =
    options;
  const prunes: Prune[] = [
    (limit) => throttle.prune(now, limit),
    (limit) => reservedUsernames.prune(now, limit),
    (limit) => oneTimeTokens.prune(now, limit),
    (limit) => sessions.prune(now - sessionRetention, limit),
    (limit) => outbox.prune('delivered', now - deliveredRetention, limit),
    (limit) => outbox.prune('failed', now - failedRetention, limit),
    (limit) => outbox.pruneExpired(now - deliveredRetention, limit),
  ];
  if (auditRetention > 0) prunes.push((limit) => audit.prune(now - auditRetention * 1000, limit));
  return prunes;
}
