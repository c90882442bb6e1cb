import { createHash } from 'node:crypto';
import type { AuditEvent, EventFact, EventFacts, NewEvent } from './event.js';
import { addressBucket } from '../address.js';

/** Milliseconds for which events of one key share a row. Windows begin at the same times in all processes. */
export const countingWindow = 15 * 60_000;

/** Rows that one process can add in a window; what goes beyond a line falls to the next one. */
const most = {
  /** By account and address, of accounts that exist. */
  known: 500,
  /** The same of one account, so that it cannot use up the others. */
  ofOneAccount: 20,
  /** By address alone, of accounts that do not exist. */
  unknown: 500,
  /** By account alone. */
  accounts: 500,
};

interface Counted {
  readonly event: AuditEvent;
  readonly key: string;
  /** How often in this process. */
  count: number;
  lastAt: number;
  /** The count that the log has. */
  logged: number;
}

export type Log = (event: Omit<NewEvent, 'key'>) => void;

/** Whether an event is counted. What an administrator does never is: it has one who answers for it. */
export function isCounted(facts: EventFacts, { type, actorId }: AuditEvent): boolean {
  return actorId === null && facts[type]?.counted === true;
}

/** The names that `detail` can have; those of refusals also say that a row counts many accounts or addresses. */
export function detailNames({ detail = [], counted }: EventFact): readonly string[] {
  return counted ? [...detail, 'accounts', 'addresses'] : detail;
}

/**
 * Finds the row that a refusal is counted in: that of its type, account, session and address (IPv6 by network) in
 * this window. Callers choose addresses and accounts, so there are at most 1,500 such rows for each process, and
 * then one for each type. The log gets the first of each key, every tenth power, and the sum when the window
 * ends.
 */
export function createRefusals(log: Log) {
  let window = 0;
  let seen = new Map<string, Counted>();
  let places = createPlaces();

  function entryOf(event: AuditEvent): Counted {
    const { userId, sessionId, ipAddress, detail } = event;
    const own = keyOf(window, event, [userId, sessionId, addressBucket(ipAddress), detail]);
    const known = seen.get(own);
    if (known !== undefined) return known;
    if (places.take(event)) return begin(own, event);
    const nobody = { sessionId: null, userAgent: null, ipAddress: null };
    if (userId !== null) {
      const account = keyOf(window, event, [userId]);
      if (seen.has(account) || places.takeForAccount()) {
        return begin(account, { ...event, ...nobody, detail: { addresses: 'many' } });
      }
    }
    const others = { accounts: 'many', addresses: 'many' };
    return begin(keyOf(window, event, []), { ...event, ...nobody, userId: null, detail: others });
  }

  function begin(key: string, event: AuditEvent): Counted {
    const entry = seen.get(key) ?? { key, event, count: 0, lastAt: event.at, logged: 0 };
    seen.set(key, entry);
    return entry;
  }

  function write(entry: Counted): void {
    const { event, count, lastAt } = entry;
    entry.logged = count;
    log({ ...event, count, lastAt });
  }

  /** Writes what the log does not have yet, and starts again. */
  function close(): void {
    for (const entry of seen.values()) if (entry.count > entry.logged) write(entry);
    seen = new Map();
    places = createPlaces();
  }

  return {
    /** Counts a refusal; what is to be stored of it. */
    count(event: AuditEvent): NewEvent & { readonly key: string } {
      const current = Math.floor(event.at / countingWindow);
      if (current !== window) close();
      window = current;
      const entry = entryOf(event);
      entry.count += 1;
      entry.lastAt = event.at;
      if (/^10*$/.test(String(entry.count))) write(entry);
      const { key } = entry;
      return { ...entry.event, id: event.id, at: event.at, count: 1, lastAt: event.at, key };
    },
    /** Ends a window that is over at `now` (ms). */
    closeIfOver(now: number): void {
      if (Math.floor(now / countingWindow) !== window) close();
    },
    close,
  };
}

/** The rows that can still be added in this window. */
function createPlaces() {
  const used = new Map<string, number>();
  const isFree = (name: string, max: number) => (used.get(name) ?? 0) < max;

  function take(name: string, max: number): boolean {
    if (!isFree(name, max)) return false;
    used.set(name, (used.get(name) ?? 0) + 1);
    return true;
  }

  return {
    /** One for the account and address of an event. */
    take({ userId }: AuditEvent): boolean {
      if (userId === null) return take('unknown', most.unknown);
      if (!isFree('known', most.known)) return false;
      return take(`of ${userId}`, most.ofOneAccount) && take('known', most.known);
    },
    /** One for an account alone. */
    takeForAccount: () => take('accounts', most.accounts),
  };
}

/** Hashed: it is of one length, and names nobody. */
function keyOf(window: number, { type }: AuditEvent, parts: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([window, type, ...parts]))
    .digest('base64url');
}
