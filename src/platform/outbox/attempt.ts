import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import { NotYetError, UndeliverableError, type Couriers } from './job-handler.js';
import { withDeadline } from './deadline.js';
import type { OutboxMessage } from './job.js';
import type { Outbox } from './outbox.js';
import { delayAskedFor, mostAttempts, retryDelay } from './schedule.js';
import type { OutboxStore } from './store.js';

/** Milliseconds that an attempt may take; shorter than the lease, so that nobody else begins meanwhile. */
const attemptLimit = 60_000;
/** Characters kept of an error. */
const longestError = 300;

export interface AttemptOptions {
  readonly store: OutboxStore;
  readonly outbox: Pick<Outbox, 'open'>;
  readonly couriers: Couriers;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Attempts to deliver a message that this process has claimed, and notes what came of it. */
export function createAttempts(
  { store, outbox, couriers, clock, logger }: AttemptOptions,
  stopping: AbortSignal,
): (message: OutboxMessage) => Promise<void> {
  /** Why the message was not delivered, if it was not. */
  async function deliver(message: OutboxMessage): Promise<Error | undefined> {
    const { id, kind, expiresAt } = message;
    if (expiresAt !== null && expiresAt <= clock.now()) {
      return new UndeliverableError('it expired before it could be delivered');
    }
    try {
      const courier = couriers[kind];
      if (courier === undefined) throw new TypeError(`no courier for "${kind}"`);
      const payload = outbox.open(message);
      await withDeadline(attemptLimit, stopping, (signal) => courier(payload, { id, signal }));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  return async (message) => {
    const { id, kind, label, attempts } = message;
    const facts = { message: id, kind, ...label, attempts };
    const error = await deliver(message);
    const now = clock.now();
    if (error === undefined) {
      await store.markDelivered(message, now);
      logger.info(facts, 'delivered');
      return;
    }
    const reason = printable(error.message);
    // What was cut off by a stop has not had its last chance: the next process attempts it again.
    const isLast = attempts >= mostAttempts && !stopping.aborted;
    if (error instanceof UndeliverableError || isLast) {
      await store.markFailed(message, now, reason);
      logger.error({ ...facts, reason }, 'could not be delivered, and is given up');
      return;
    }
    const delay = stopping.aborted ? 0 : delayAfter(error, attempts);
    await store.postpone(message, now + delay, reason);
    logger.warn({ ...facts, reason, err: error }, 'could not be delivered yet');
  };
}

function delayAfter(error: Error, attempts: number): number {
  const delay = retryDelay(attempts);
  return error instanceof NotYetError ? delayAskedFor(error.wait, delay) : delay;
}

/** On one line, and storable in both databases. */
function printable(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Surrogate}]+/gu, ' ')
    .trim()
    .slice(0, longestError)
    .replace(/\p{Surrogate}$/u, '');
}
