import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import { printable } from '../printable.js';
import {
  type Job,
  type OutboxStore,
  NothingToSend,
  NotYetError,
  UndeliverableError,
  type JobHandlers,
} from '../job.js';
import type { Outbox } from './outbox.js';

/** Milliseconds that an attempt may take; shorter than the lease, so that nobody else begins meanwhile. */
const attemptLimit = 60_000;
/** Characters kept of an error. */
const maxErrorLength = 300;

export interface AttemptOptions {
  readonly store: OutboxStore;
  readonly outbox: Pick<Outbox, 'decrypt'>;
  readonly jobHandlers: JobHandlers;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Attempts to deliver a message that this process has claimed, and notes what came of it. */
export function createAttempts(
  { store, outbox, jobHandlers, clock, logger }: AttemptOptions,
  stopping: AbortSignal,
): (message: Job) => Promise<void> {
  /** What came of it: an Error if the message was not delivered. */
  async function deliver(message: Job): Promise<unknown> {
    const { id, kind, expiresAt } = message;
    if (expiresAt !== null && expiresAt <= clock.now()) {
      return new UndeliverableError('it expired before it could be delivered');
    }
    try {
      const jobHandler = jobHandlers[kind];
      if (jobHandler === undefined) throw new TypeError(`no courier for "${kind}"`);
      const payload = outbox.decrypt(message);
      const work = (signal: AbortSignal) => jobHandler(payload, { id, signal });
      return await withDeadline(attemptLimit, stopping, work);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  return async (message) => {
    const { id, kind, label, attempts } = message;
    const facts = { message: id, kind, ...label, attempts };
    const outcome = await deliver(message);
    const now = clock.now();
    if (!(outcome instanceof Error)) {
      await store.markDelivered(message, now);
      if (outcome instanceof NothingToSend) {
        logger.info({ ...facts, reason: outcome.reason }, 'nothing was sent');
      } else logger.info(facts, 'delivered');
      return;
    }
    const error = outcome;
    const reason = reasonOf(error);
    // What was cut off by a stop has not had its last chance: the next process attempts it again.
    const isLast = attempts >= maxAttempts && !stopping.aborted;
    if (error instanceof UndeliverableError || isLast) {
      await store.markFailed(message, now, reason);
      logger.error({ ...facts, reason }, 'delivery failed permanently');
      return;
    }
    const delay = stopping.aborted ? 0 : delayAfter(error, attempts);
    await store.postpone(message, now + delay, reason);
    logger.warn({ ...facts, reason, err: error }, 'delivery failed, trying again later');
  };
}

function delayAfter(error: Error, attempts: number): number {
  const delay = retryDelay(attempts);
  return error instanceof NotYetError ? delayAskedFor(error.wait, delay) : delay;
}

/** On one line, and storable in both databases: a pair that the end cuts in two is left out. */
function reasonOf({ message }: Error): string {
  const text = printable(message.trim()).slice(0, maxErrorLength);
  return text.replace(/\p{Surrogate}$/u, '');
}

/**
 * Runs `work` with a signal that aborts after some time, or with `stopping`; then it is not waited for
 * any longer, whether or not it listens. If `stopping` has aborted by now, it does not begin.
 * @throws Error that says which of the two it was
 */
async function withDeadline<T>(
  milliseconds: number,
  stopping: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // A listener that is added after the abort is never called.
  if (stopping.aborted) throw new Error('the service stopped before the attempt');
  const controller = new AbortController();
  const { signal } = controller;
  const stop = () => controller.abort(new Error('the service stopped during the attempt'));
  const timer = setTimeout(
    () => controller.abort(new Error(`no end within ${milliseconds / 1000} seconds`)),
    milliseconds,
  );
  stopping.addEventListener('abort', stop, { once: true });
  try {
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    return await Promise.race([work(signal), aborted]);
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', stop);
  }
}

/** Milliseconds until the second attempt; each further one waits twice as long. */
const firstDelay = 5_000;
/** Milliseconds. A receiver that comes back is served within the hour. */
const maxDelay = 3_600_000;
/** After so many attempts, about half a day after the first, a message is given up. */
export const maxAttempts = 20;

/**
 * Milliseconds to wait for a receiver that asks for time: as long as it says, an hour at most, and not
 * shorter than `delay`.
 */
function delayAskedFor(wait: number, delay: number): number {
  return Math.max(delay, Math.min(wait, maxDelay));
}

/**
 * Milliseconds to wait after the attempt of this number (from 1). A random part, between a half and the
 * whole, keeps the messages of an outage from coming back all at once.
 */
export function retryDelay(attempts: number, random: () => number = Math.random): number {
  const delay = Math.min(firstDelay * 2 ** (attempts - 1), maxDelay);
  return Math.round(delay * (0.5 + random() / 2));
}
