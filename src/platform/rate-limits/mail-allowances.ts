import type { Clock } from '../clock.js';
import { AuthError } from '../errors/auth-error.js';
import {
  addressCounters,
  countedOf,
  counterOf,
  exceededOf,
  secondsUntil,
  type Counter,
  type Limit,
} from './counters.js';
import type { CounterValue, RateLimitStore } from './store.js';

/** A mail that someone causes. */
export interface CountedMail {
  /** The key of the address that it goes to. */
  readonly recipient: string;
  /** What it is for: each purpose has an allowance of its own. */
  readonly purpose: string;
  readonly address: string | null;
  /** The administrator who sends it: administrators have allowances that nobody else draws from. */
  readonly administratorId?: string;
}

export interface MailLimits {
  /** Mails that are asked for from one address, or by one administrator. */
  readonly mailFrom: Limit;
  /** Mails of one purpose to one recipient. */
  readonly mailTo: Limit;
}

interface Options {
  readonly store: RateLimitStore;
  readonly clock: Clock;
  readonly limits: MailLimits;
}

/**
 * Counts a mail first and compares then: of any number at once no more than allowed get through. What unknown callers
 * ask for a recipient uses the allowance of unknown callers for that purpose; the recipient's user has another one at
 * addresses where they are signed in.
 * @param isKnown whether the recipient's user is signed in at this address. Asked only when the allowance of unknown
 * callers is used up, also for unknown recipients.
 * @returns the refusal `TOO_MANY_MAILS`, or `undefined`
 */
export async function countMail(
  { store, clock, limits }: Options,
  mail: CountedMail,
  isKnown: () => Promise<boolean>,
): Promise<AuthError | undefined> {
  const now = clock.now();
  const { from, to, toKnown } = countersOf(limits, mail);
  const counterValues = await store.increment([...from, ...to], now);
  const tooManyFrom = exceededOf(from, counterValues);
  const toValues = counterValues.slice(from.length);
  if (tooManyFrom !== undefined) {
    // A refused network must not use up the recipient's allowance.
    await store.refund(countedOf(to, toValues));
    return tooManyMails(tooManyFrom.counterValue, now);
  }
  const tooManyTo = exceededOf(to, toValues);
  if (tooManyTo === undefined) return undefined;
  if (mail.administratorId !== undefined || !(await isKnown())) {
    return tooManyMails(tooManyTo.counterValue, now);
  }
  const tooManyKnown = exceededOf(toKnown, await store.increment(toKnown, now));
  return tooManyKnown && tooManyMails(tooManyKnown.counterValue, now);
}

function countersOf(
  { mailFrom, mailTo }: MailLimits,
  { recipient, purpose, address, administratorId }: CountedMail,
): Record<'from' | 'to' | 'toKnown', Counter[]> {
  const from =
    administratorId === undefined
      ? addressCounters('mail-from', mailFrom, address)
      : counterOf('mail-from-administrator', mailFrom, administratorId);
  const kind = administratorId === undefined ? 'mail-to' : 'mail-to-by-administrator';
  return {
    from,
    to: counterOf(kind, mailTo, purpose, recipient),
    toKnown: counterOf('mail-to-known', mailTo, purpose, recipient),
  };
}

function tooManyMails({ resetsAt }: CounterValue, now: number): AuthError {
  return new AuthError('TOO_MANY_MAILS', { retryAfter: secondsUntil(resetsAt, now) });
}
