import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import type { ClientInfo } from '../client-info.js';
import type { AuditEvent, EventDetail, EventType } from './event.js';
import type { AuditStore } from './store.js';

/** Milliseconds for which events are gathered, to be stored in one statement. */
const gatherTime = 200;
/** Events stored in one statement. */
const batchSize = 200;
/** Events that wait while the database is away, at about 500 bytes each. The log has them all. */
const maxWaiting = 10_000;

export interface Happening {
  readonly type: EventType;
  readonly userId?: string | null;
  readonly actorId?: string | null;
  readonly sessionId?: string | null;
  /** Absent for what an operator does. */
  readonly client?: ClientInfo;
  readonly detail?: EventDetail;
}

/**
 * The record of security events. Each goes to the log at once, and to the database within a moment:
 * signing in must not wait for it, nor fail with it. A process that is killed may lose the last moment
 * of the table, not of the log.
 */
export interface AuditTrail {
  record(happening: Happening): void;
  /**
   * Stores an event in a transaction, for what must not be forgotten when the process ends. Make it the
   * last step: it goes to the log at once.
   */
  recordIn(transaction: AuditStore, happening: Happening): Promise<void>;
  /** Stores what waits. A failure keeps it for the next time. */
  flush(): Promise<void>;
  /** Stores what waits, and stops. */
  close(): Promise<void>;
}

export interface AuditTrailOptions {
  readonly store: AuditStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createAuditTrail({ store, clock, logger }: AuditTrailOptions): AuditTrail {
  let waiting: AuditEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let flushing = Promise.resolve();
  let recorded = 0;

  async function storeWaiting(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchSize);
      try {
        await store.append(batch);
      } catch (error) {
        logger.error({ err: error, waiting: waiting.length }, 'security events wait to be stored');
        return;
      }
      waiting = waiting.slice(batch.length);
    }
  }

  const flush = () => (flushing = flushing.then(storeWaiting));

  function createEvent(happening: Happening): AuditEvent {
    // Within one millisecond the sequence keeps the order (RFC 9562 §6.2, method 1).
    const now = clock.now();
    return eventOf(happening, now, uuidv7({ msecs: now, seq: (recorded += 1) }));
  }

  const log = (event: AuditEvent) => logger.info({ event }, 'security event');

  return {
    record(happening) {
      const event = createEvent(happening);
      log(event);
      if (waiting.length >= maxWaiting) return;
      waiting.push(event);
      timer ??= setTimeout(() => void flush(), gatherTime).unref();
    },
    async recordIn(transaction, happening) {
      const event = createEvent(happening);
      await transaction.append([event]);
      log(event);
    },
    flush,
    close: flush,
  };
}

function eventOf(happening: Happening, now: number, id: string): AuditEvent {
  const { type, userId = null, actorId = null, sessionId = null, client, detail = {} } = happening;
  return {
    id,
    at: now,
    type,
    userId,
    actorId,
    sessionId,
    userAgent: client?.userAgent ?? null,
    ipAddress: client?.ipAddress ?? null,
    detail,
  };
}
