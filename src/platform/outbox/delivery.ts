import type { Transact } from '../database/storage.js';
import type { JobHandlers, JobKinds, OutboxStore } from '../job.js';
import type { AttemptOptions } from './attempt.js';
import { startOutboxWorker, wakingTransact, type OutboxWorker } from './worker.js';

/** The workers of a process, by the kinds of messages that they deliver. */
export interface DeliveryWorkers<Stores> {
  /** Wakes what delivers, once a transaction that left something to deliver has committed. */
  readonly transact: Transact<Stores>;
  /** Begins to deliver. */
  start(jobs: JobKinds): void;
  /** Delivers what is due of the kinds that drain, and stops. @param timeout milliseconds */
  close(timeout: number): Promise<void>;
}

export interface DeliveryOptions<Stores> extends Omit<AttemptOptions, 'jobHandlers'> {
  readonly transact: Transact<Stores>;
}

export function createDeliveryWorkers<Stores extends { readonly outbox: OutboxStore }>(
  options: DeliveryOptions<Stores>,
): DeliveryWorkers<Stores> {
  let workers: readonly OutboxWorker[] = [];
  const wake = () => workers.forEach((each) => each.wake());
  return {
    transact: wakingTransact(options.transact, wake),
    start(jobs) {
      // Each its own: a receiver of webhooks that hangs must hold up no mail that someone waits for, and no stop.
      workers = [true, false]
        .map((drains) => ({ ...options, drains, jobHandlers: handlersOf(jobs, drains) }))
        .filter(({ jobHandlers }) => Object.keys(jobHandlers).length > 0)
        .map(startOutboxWorker);
    },
    async close(timeout) {
      await Promise.all(workers.map((each) => each.close(timeout)));
    },
  };
}

function handlersOf(jobs: JobKinds, drains: boolean): JobHandlers {
  const chosen = Object.entries(jobs).filter(([, job]) => job.drains === drains);
  return Object.fromEntries(chosen.map(([kind, { handle }]) => [kind, handle]));
}
