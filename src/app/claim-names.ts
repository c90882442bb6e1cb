import { setTimeout as delay } from 'node:timers/promises';
import { firstEventIdAt } from '../platform/events/event.js';
import type { NameClaimStore } from '../features/accounts/store.js';

/** Accounts of one statement, so that none holds its locks for long. */
const batchSize = 500;
/** Milliseconds between two batches, which leave the database to those who use it: a million takes two minutes. */
const pause = 50;
/** Milliseconds: younger accounts are looked at again, for their transactions may end in another order. */
const unsettled = 3_600_000;

/**
 * Claims the names of accounts that have no claim: those from before, and those that an older version adds while
 * both run. It goes on where any process has stopped; two at once do the same work twice, and no harm.
 */
export async function claimNames(
  store: NameClaimStore,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<void> {
  const settled = firstEventIdAt(now - unsettled);
  let position: string | undefined = await store.position();
  while (!signal.aborted) {
    position = await store.claimNext(position, batchSize);
    if (position === undefined) return;
    await store.savePosition(position < settled ? position : settled);
    await delay(pause, undefined, { ref: false });
  }
}
