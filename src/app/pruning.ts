import { firstEventIdAt } from '../platform/events/event.js';
import { eraseDeleted } from '../platform/events/store.js';
import type { Clock } from '../platform/clock.js';
import type { Prune } from '../platform/feature.js';
import type { Logger } from '../platform/logger.js';
import { startRetention, type Pruning } from '../platform/retention.js';
import { claimNames } from './claim-names.js';
import { everyRetention } from './features.js';
import type { Stores } from './storage.js';

/** Milliseconds for which an operator can see what was delivered. It holds no message any more. */
const deliveredRetention = 7 * 86_400_000;
/** Milliseconds for which an operator can see what could not be delivered, and try it again. */
const failedRetention = 30 * 86_400_000;
/** Milliseconds for which a process may hold back events of a user whom another one has deleted. */
const lateness = 86_400_000;

export interface PruningOptions extends Stores {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Seconds for which security events are kept; 0: for ever. */
  readonly auditRetention: number;
}

/** Removes what has expired of the platform and of all features. */
export function startPruning(options: PruningOptions): Pruning {
  const { nameClaims, audit, clock, logger } = options;
  return startRetention({
    clock,
    logger,
    // Names first, and at once: until an account has its claim, one that looks like it can be registered.
    async prepare(now, signal) {
      try {
        await claimNames(nameClaims, { now, signal });
      } catch (error) {
        const message = 'usernames could not be claimed, trying again in the next round';
        logger.warn({ err: error }, message);
      }
    },
    erase: (now) => eraseDeleted(audit, firstEventIdAt(now - lateness)),
    expired: (now) => [...everyRetention(options, now), ...expiredOfPlatform(options, now)],
  });
}

function expiredOfPlatform(options: PruningOptions, now: number): Prune[] {
  const { throttle, audit, outbox, oneTimeTokens, auditRetention } = options;
  const prunes: Prune[] = [
    (limit) => throttle.prune(now, limit),
    (limit) => oneTimeTokens.prune(now, limit),
    (limit) => outbox.prune('delivered', now - deliveredRetention, limit),
    (limit) => outbox.prune('failed', now - failedRetention, limit),
    (limit) => outbox.pruneExpired(now - deliveredRetention, limit),
  ];
  if (auditRetention > 0) prunes.push((limit) => audit.prune(now - auditRetention * 1000, limit));
  return prunes;
}
