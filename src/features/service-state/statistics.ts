import type { SignInDay, SignInMethod } from '../../generated/resolver-types.js';
import type { Clock } from '../../platform/clock.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { EventDetail } from '../../platform/events/event.js';
import type { AuditEntry } from '../../platform/events/trail.js';
import type { Logger } from '../../platform/logger.js';
import { serviceStateReasons } from './facts.js';
import type { DayCount, SignInDayStore } from './statistics.sql.js';

/** Milliseconds for which a process gathers, so that sign-ins do not wait for each other at one row. */
const gatherTime = 5000;
const day = 86_400_000;
const maxDays = 366;
const usualDays = 30;

/** Counts sign-ins by day and method, as they happen. */
export interface SignInCounter {
  /** Counts an event of the audit log, if it is one of a sign-in. */
  count(entry: Pick<AuditEntry, 'type' | 'detail'>): void;
  /** Stores what was counted. A failure keeps it for the next time. */
  flush(): Promise<void>;
  /** The latest `days`, the earliest first; `null`: 30. @throws AuthError `DAYS_INVALID` */
  latest(days: number | null): Promise<SignInDay[]>;
  /** Stores what was counted, and stops. */
  close(): Promise<void>;
}

/** By `detail.method` of the event. What is missing here is `OTHER`. */
const methods: Readonly<Record<string, SignInMethod>> = {
  password: 'PASSWORD',
  email_link: 'EMAIL_LINK',
  email_code: 'EMAIL_CODE',
  passkey: 'PASSKEY',
  totp: 'TOTP',
  recovery_code: 'RECOVERY_CODE',
  social: 'SOCIAL',
  handoff: 'HANDOFF',
};

export function createSignInCounter(options: {
  store: SignInDayStore;
  clock: Clock;
  logger: Logger;
}): SignInCounter {
  const { store, clock, logger } = options;
  let waiting = new Map<string, DayCount>();
  let timer: NodeJS.Timeout | undefined;
  let flushing = Promise.resolve();

  function add(counted: DayCount): void {
    const key = `${counted.day} ${counted.outcome}`;
    const count = (waiting.get(key)?.count ?? 0) + counted.count;
    waiting.set(key, { ...counted, count });
  }

  async function storeWaiting(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const counts = [...waiting.values()];
    waiting = new Map();
    try {
      // In one order everywhere, so that two processes never wait for each other's rows.
      await store.add(counts.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)));
    } catch (error) {
      counts.forEach(add);
      logger.warn({ err: error }, 'the counters of sign-ins could not be stored yet');
    }
  }

  const flush = () => (flushing = flushing.then(storeWaiting));

  return {
    count({ type, detail = {} }) {
      const outcome = outcomeOf(type, detail['method']);
      if (outcome === undefined) return;
      add({ day: dayOf(clock.now()), outcome, count: 1 });
      timer ??= setTimeout(() => void flush(), gatherTime).unref();
    },

    flush,

    async latest(wanted) {
      const days = wanted ?? usualDays;
      if (!Number.isInteger(days) || days < 1 || days > maxDays) {
        throw new AuthError(serviceStateReasons.DAYS_INVALID);
      }
      await flush();
      const now = clock.now();
      const names = Array.from({ length: days }, (_, at) => dayOf(now - (days - 1 - at) * day));
      const counts = await store.list(names[0] ?? dayOf(now));
      return names.map((name) => summary(name, counts));
    },

    close() {
      clearTimeout(timer);
      return flush();
    },
  };
}

/** Days before this one can be removed at `now` (ms). */
export function firstDayKept(now: number): string {
  return dayOf(now - maxDays * day);
}

/** Wrong proofs, of either step, and too many attempts. */
const failures: ReadonlySet<string> = new Set(['login.failed', 'login.throttled', 'factor.failed']);

/** A sign-in without a method was one by a password. */
function outcomeOf(type: string, method: EventDetail[string] = 'password'): string | undefined {
  if (type === 'login.succeeded') return methods[method.toString()] ?? 'OTHER';
  if (failures.has(type)) return 'failed';
  return type === 'user.registered' ? 'registered' : undefined;
}

function summary(date: string, counts: readonly DayCount[]): SignInDay {
  const ofDay = counts.filter((each) => each.day === date);
  const countOf = (outcome: string) => ofDay.find((each) => each.outcome === outcome)?.count ?? 0;
  const byMethod = ofDay
    .filter(({ outcome }) => outcome !== 'failed' && outcome !== 'registered')
    .map(({ outcome, count }) => ({ method: outcome as SignInMethod, count }))
    .sort((one, other) => other.count - one.count);
  return {
    date,
    succeeded: byMethod.reduce((sum, { count }) => sum + count, 0),
    failed: countOf('failed'),
    registered: countOf('registered'),
    byMethod,
  };
}

const keyOf = ({ day: date, outcome }: DayCount) => `${date} ${outcome}`;

function dayOf(msecs: number): string {
  return new Date(msecs).toISOString().slice(0, 10);
}
