import { v7 as uuidv7 } from 'uuid';
import type { Logger } from '../logger.js';
import { mergeCounted, type NewEvent } from './event.js';
import type { AuditStore } from './store.js';

/** Milliseconds for which events are gathered, to be stored in one statement. */
const gatherTime = 200;
/** Events stored in one statement. */
const batchSize = 200;
/** Events that wait while the database is away, at about 500 bytes each. The log has them all. */
const maxWaiting = 10_000;

/** A counted event that waits, and is counted on. */
type Counting = { -readonly [Name in keyof NewEvent]: NewEvent[Name] };

/** Gathers events, and stores them in batches. Refusals of one key take the room of one event. */
export function createEventQueue(store: Pick<AuditStore, 'append'>, logger: Logger) {
  let waiting: NewEvent[] = [];
  /** Of those that wait, the counted ones by their keys. None of them is being stored. */
  const counting = new Map<string, Counting>();
  let timer: NodeJS.Timeout | undefined;
  let flushing = Promise.resolve();

  async function storeWaiting(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchSize);
      for (const { key } of batch) if (key !== undefined) counting.delete(key);
      try {
        await store.append(batch);
      } catch (error) {
        waitAgain();
        logger.error(
          { err: error, waiting: waiting.length },
          'security events could not be stored yet',
        );
        return;
      }
      waiting = waiting.slice(batch.length);
    }
  }

  /**
   * What could not be stored waits on, and is counted on. Counted events get new ids: where only the reply was lost
   * and the row has been erased since, its key is gone, and the same id would be refused at every try.
   */
  function waitAgain(): void {
    waiting = mergeCounted(waiting).map((event) =>
      event.key === undefined ? event : { ...event, id: uuidv7({ msecs: event.at }) },
    );
    for (const event of waiting) if (event.key !== undefined) counting.set(event.key, event);
  }

  const flush = () => (flushing = flushing.then(storeWaiting));

  return {
    add(event: NewEvent): void {
      const same = event.key === undefined ? undefined : counting.get(event.key);
      if (same !== undefined) {
        same.count = (same.count ?? 1) + (event.count ?? 1);
        same.lastAt = event.lastAt ?? event.at;
        return;
      }
      if (waiting.length >= maxWaiting) return;
      waiting.push(event);
      if (event.key !== undefined) counting.set(event.key, event);
      timer ??= setTimeout(() => void flush(), gatherTime).unref();
    },
    /** Stores what waits. A failure keeps it for the next time. */
    flush,
  };
}
