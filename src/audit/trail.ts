import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import { boundedClient, type ClientInfo } from '../client-info.js';
import {
  mergeCounted,
  type AuditEvent,
  type EventDetail,
  type EventType,
  type NewEvent,
} from './event.js';
import { countingWindow, createRefusals, isCounted } from './refusals.js';
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
 * of the table, not of the log. Refusals, which anyone can cause, are counted in both (`refusals.ts`).
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
  let waiting: NewEvent[] = [];
  /** Of those that wait, the counted ones by their keys. None of them is being stored. */
  const countedOnes = new Map<string, { -readonly [Name in keyof NewEvent]: NewEvent[Name] }>();
  let timer: NodeJS.Timeout | undefined;
  let windowTimer: NodeJS.Timeout | undefined;
  let flushing = Promise.resolve();
  let recorded = 0;

  async function storeWaiting(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchSize);
      for (const { key } of batch) if (key !== undefined) countedOnes.delete(key);
      try {
        await store.append(batch);
      } catch (error) {
        waitAgain();
        logger.error({ err: error, waiting: waiting.length }, 'security events wait to be stored');
        return;
      }
      waiting = waiting.slice(batch.length);
    }
  }

  /** What could not be stored waits on, and is counted on. */
  function waitAgain(): void {
    waiting = mergeCounted(waiting);
    for (const event of waiting) if (event.key !== undefined) countedOnes.set(event.key, event);
  }

  const flush = () => (flushing = flushing.then(storeWaiting));

  function createEvent(happening: Happening): AuditEvent {
    // Within one millisecond the sequence keeps the order (RFC 9562 §6.2, method 1).
    const now = clock.now();
    return eventOf(happening, now, uuidv7({ msecs: now, seq: (recorded += 1) }));
  }

  const log = (event: Omit<NewEvent, 'key'>) => logger.info({ event }, 'security event');
  const refusals = createRefusals(log);

  /** A refusal of a key that waits already adds to it: any number of them take the room of one. */
  function enqueue(event: NewEvent): void {
    const same = event.key === undefined ? undefined : countedOnes.get(event.key);
    if (same !== undefined) {
      same.count = (same.count ?? 1) + 1;
      if (event.lastAt !== undefined) same.lastAt = event.lastAt;
      return;
    }
    if (waiting.length >= maxWaiting) return;
    waiting.push(event);
    if (event.key !== undefined) countedOnes.set(event.key, event);
    timer ??= setTimeout(() => void flush(), gatherTime).unref();
  }

  /** The log learns of the last refusals of a window also when none comes after it. */
  function watchWindow(now: number): void {
    windowTimer ??= setTimeout(
      () => {
        windowTimer = undefined;
        refusals.closeIfOver(clock.now());
      },
      countingWindow - (now % countingWindow),
    ).unref();
  }

  return {
    record(happening) {
      const event = createEvent(happening);
      if (isCounted(event)) {
        watchWindow(event.at);
        enqueue(refusals.count(event));
        return;
      }
      log(event);
      enqueue(event);
    },
    async recordIn(transaction, happening) {
      const event = createEvent(happening);
      await transaction.append([event]);
      log(event);
    },
    flush,
    close() {
      clearTimeout(windowTimer);
      refusals.close();
      return flush();
    },
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
    ...boundedClient(client ?? { userAgent: null, ipAddress: null }),
    detail,
    count: 1,
    lastAt: now,
  };
}
