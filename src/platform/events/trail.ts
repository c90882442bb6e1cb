import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import { boundedClient, type ClientInfo } from '../client-info.js';
import type {
  AuditEvent,
  ChangesByType,
  EventDetail,
  EventFact,
  EventFacts,
  NewEvent,
} from './event.js';
import { createEventQueue } from './event-queue.js';
import { countingWindow, createRefusals, isCounted } from './refusals.js';
import type { AuditStore } from './store.js';
import { afterCommit } from '../database/stores.js';
import type { OutboxStore } from '../job.js';

export interface AuditEntry<Type extends string = string> {
  readonly type: Type;
  readonly userId?: string | null;
  readonly actorId?: string | null;
  readonly sessionId?: string | null;
  /** Absent for what an operator does. */
  readonly client?: ClientInfo;
  readonly detail?: EventDetail;
}

/** The stores of a transaction that an event is stored in, and those of who consumes it. */
export interface EventStores {
  readonly audit: AuditStore;
  readonly outbox: Pick<OutboxStore, 'add'>;
}

/** The event of a change, with what those who consume it need. */
export type ChangeEntry<
  Changes extends ChangesByType,
  Type extends keyof Changes & string = keyof Changes & string,
> = Type extends string
  ? AuditEntry<Type> & (Changes[Type] extends null ? unknown : { readonly change: Changes[Type] })
  : never;

/**
 * The record of security events. The event of a change is stored with the change (`recordIn`). What changes
 * nothing goes to the log at once, and to the database within a moment: a process that is killed may lose the
 * last moment of it in the table, not in the log. Refusals, which anyone can cause, are counted in both
 * (`refusals.ts`).
 */
interface TrailOf<Entry extends AuditEntry> {
  readonly record: (entry: AuditEntry<Entry['type']>) => void;
  /**
   * Stores the event of a change in the transaction of the change: both or neither. It goes to the log when the
   * transaction has committed. What is counted (`refusals.ts`) is counted then, so that nobody waits for its row.
   */
  readonly recordIn: (transaction: EventStores, entry: Entry) => Promise<void>;
  /** Stores what waits. A failure keeps it for the next time. */
  flush(): Promise<void>;
  /** Stores what waits, and stops. */
  close(): Promise<void>;
}

/** The record, for a feature: it takes its own events and those of the features below it. */
export type AuditTrail<Changes extends ChangesByType> = TrailOf<ChangeEntry<Changes>>;

export interface AuditTrailOptions<Changes extends ChangesByType> {
  /** What is recorded. */
  readonly facts: Readonly<Record<keyof Changes, EventFact>>;
  readonly store: AuditStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called for each event, also for refusals; for the event of a change after its commit. */
  readonly onEvent?: (entry: AuditEntry) => void;
  /** Does in the transaction of a change what follows from its event; if it fails, the change is undone. */
  readonly consume?: (transaction: EventStores, entry: ChangeEntry<Changes>) => Promise<void>;
}

export function createAuditTrail<Changes extends ChangesByType>(
  options: AuditTrailOptions<Changes>,
): AuditTrail<Changes> {
  const { store, clock, logger } = options;
  const facts: EventFacts = options.facts;
  const queue = createEventQueue(store, logger);
  const log = (event: Omit<NewEvent, 'key'>) => logger.info({ event }, 'security event');
  const refusals = createRefusals(log);
  let windowTimer: NodeJS.Timeout | undefined;
  let recorded = 0;

  function createEvent(entry: AuditEntry): AuditEvent {
    // Within one millisecond the sequence keeps the order (RFC 9562 §6.2, method 1).
    const now = clock.now();
    return eventOf(entry, now, uuidv7({ msecs: now, seq: (recorded += 1) }));
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

  function count(event: AuditEvent): void {
    watchWindow(event.at);
    queue.add(refusals.count(event));
  }

  return {
    record(entry) {
      options.onEvent?.(entry);
      const event = createEvent(entry);
      if (isCounted(facts, event)) {
        count(event);
        return;
      }
      log(event);
      queue.add(event);
    },
    async recordIn(transaction, entry) {
      const event = createEvent(entry);
      const counted = isCounted(facts, event);
      if (!counted) await transaction.audit.append([event]);
      await options.consume?.(transaction, entry);
      afterCommit(transaction.audit, () => {
        if (counted) count(event);
        else log(event);
        options.onEvent?.(entry);
      });
    },
    flush: queue.flush,
    close() {
      clearTimeout(windowTimer);
      refusals.close();
      return queue.flush();
    },
  };
}

function eventOf(entry: AuditEntry, now: number, id: string): AuditEvent {
  const { type, userId = null, actorId = null, sessionId = null, client, detail = {} } = entry;
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
