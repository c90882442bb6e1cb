import type { Transact } from '../database/storage.js';
import { wrapStores } from '../database/stores.js';
import { createAttempts, type AttemptOptions } from './attempt.js';
import type { Job, OutboxStore } from '../job.js';

/** Milliseconds between two looks for what other processes have posted, and for what is to be repeated. */
const pollInterval = 5_000;
/** Messages delivered at once by one process. */
const maxLanes = 5;
/**
 * Milliseconds for which a message belongs to the process that attempts it. If that one is killed, another
 * takes over then; it has to be longer than an attempt may take.
 */
const lease = 120_000;

export interface WorkerOptions extends AttemptOptions {
  /** Whether a stop waits for all that is due, or only for what is on its way. */
  readonly drains: boolean;
}

export interface OutboxWorker {
  /** Delivers what is due, now, in the background. */
  wake(): void;
  /** Resolves when nothing that is due waits any more. */
  settled(): Promise<void>;
  /**
   * Delivers what is due, if it drains, or what is on its way, and stops. @param timeout milliseconds; what is
   * under way then is cut off, and attempted again by the next process
   */
  close(timeout: number): Promise<void>;
}

/**
 * Delivers messages, each at least once, and twice only where a process or the database was lost between
 * the delivery and the note of it. Any number of processes may work on one database.
 */
export function startOutboxWorker(options: WorkerOptions): OutboxWorker {
  const { logger, drains } = options;
  const stopping = new AbortController();
  const attempt = createAttempts(options, stopping.signal);
  const lanes = new Set<Promise<void>>();
  let closing = false;
  let wokenWhileBusy = false;
  const timer = setInterval(wake, pollInterval).unref();

  function wake(): void {
    if (stopping.signal.aborted || (closing && !drains)) return;
    if (lanes.size >= maxLanes) {
      wokenWhileBusy = true;
      return;
    }
    const lane = deliverDue()
      .catch((error: unknown) => {
        logger.warn({ err: error }, 'the outbox could not be read, trying again later');
      })
      .then(() => {
        lanes.delete(lane);
        if (!wokenWhileBusy) return;
        wokenWhileBusy = false;
        wake();
      });
    lanes.add(lane);
  }

  /** One message after the other; each opens another lane for the next one. */
  async function deliverDue(): Promise<void> {
    while (!stopping.signal.aborted && (drains || !closing)) {
      const message = await claimNext(options);
      if (message === undefined) return;
      wake();
      await attempt(message);
    }
  }

  async function settled(): Promise<void> {
    while (lanes.size > 0) await Promise.all(lanes);
  }

  wake();
  return {
    wake,
    settled,
    async close(timeout) {
      closing = true;
      clearInterval(timer);
      wake();
      const limit = setTimeout(() => stopping.abort(), timeout);
      await settled();
      clearTimeout(limit);
      stopping.abort();
    },
  };
}

/** The message that has been due for longest, unless other lanes and processes were quicker at all of them. */
async function claimNext(options: AttemptOptions): Promise<Job | undefined> {
  const { store, jobHandlers, clock } = options;
  const limit = 2 * maxLanes;
  for (;;) {
    const due = await store.listDue(Object.keys(jobHandlers), clock.now(), limit);
    for (const message of due) {
      const attempts = message.attempts + 1;
      if (await store.claim({ id: message.id, attempts }, clock.now() + lease)) {
        return { ...message, attempts };
      }
    }
    if (due.length < limit) return undefined;
  }
}

/**
 * Transactions that call `wake` once they are committed, if something was posted in them: it is delivered
 * at once instead of at the worker's next look.
 */
export function wakingTransact<Stores extends { readonly outbox: OutboxStore }>(
  transact: Transact<Stores>,
  wake: () => void,
): Transact<Stores> {
  return async (work) => {
    let posted = 0;
    const counting = (outbox: OutboxStore): OutboxStore => ({
      ...outbox,
      async add(message) {
        await outbox.add(message);
        posted += 1;
      },
    });
    const result = await transact((stores) => work(wrapStores(stores, { outbox: counting })));
    if (posted > 0) wake();
    return result;
  };
}
