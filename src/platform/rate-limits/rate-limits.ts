import type { Clock } from '../clock.js';
import { AuthError } from '../errors/auth-error.js';
import type { PlatformReason } from '../errors/reasons.js';
import type { Locks, RecentFailures } from './admission.js';
import {
  addressCounters,
  countedOf,
  counterOf,
  exceededOf,
  isUsedUp,
  secondsUntil,
  tooManyAttempts,
  tooManyProofs,
  type Counter,
  type Limit,
} from './counters.js';
import { countMail, type CountedMail, type MailLimits } from './mail-allowances.js';
import {
  createPasswordAttempts,
  type GiveBackIn,
  type PasswordAttempt,
  type PasswordAttemptLimits,
} from './password-attempts.js';
import { createMemoryCounter } from './memory-counter.js';
import type { Counted, RateLimitStore } from './store.js';

export type { CountedMail, GiveBackIn, Limit, Locks, PasswordAttempt, RecentFailures };

export interface RateLimitSettings extends PasswordAttemptLimits, MailLimits {
  /** Sign-ups from one address. */
  readonly registration: Limit;
  /** Refreshes from one address, in each process. */
  readonly refresh: Limit;
  /** Changes of one profile. */
  readonly profile: Limit;
  /** Exports of the data of one user. */
  readonly exports: Limit;
}

/**
 * Slows down guessing (OWASP ASVS 5.0 §6.3.1). Everything is counted before it is done, in one statement, by all
 * processes together: of any number at once no more than allowed are done.
 */
export interface RateLimits {
  /**
   * Lets `prove` look at a password. If it answers `undefined`, the attempt stays counted as a failure. A success,
   * and what `prove` throws, is not a failure; a success resets nothing. `prove` may give a success back in its own
   * transaction, which saves one.
   * @throws AuthError `TOO_MANY_ATTEMPTS` by the address alone, which says nothing about the account;
   * `OVERLOADED` when too many wait for their turn, or for too long
   */
  passwordAttempt<T>(
    attempt: PasswordAttempt,
    prove: (locks: Locks, giveBackIn: GiveBackIn) => Promise<T | undefined>,
  ): Promise<T | undefined>;
  /**
   * Lets `prove` look at a proof within limits of one account. If it answers `undefined`, the attempt stays counted; a
   * success, and what it throws, does not.
   * @throws AuthError `TOO_MANY_ATTEMPTS`
   */
  accountAttempt<T>(
    attempt: AccountAttempt,
    prove: () => Promise<T | undefined>,
  ): Promise<T | undefined>;
  /**
   * The same for attempts from one address, apart from every other kind. As many may fail as sign-ins by password.
   * @throws AuthError `TOO_MANY_ATTEMPTS`
   */
  addressAttempt<T>(
    attempt: { kind: string; address: string | null },
    prove: () => Promise<T | undefined>,
  ): Promise<T | undefined>;
  /**
   * Counts what takes work or rows as a password does: another hash, a signature, a code of a hand-off. Right ones too.
   * @throws AuthError `TOO_MANY_ATTEMPTS`
   */
  countAttempt(address: string | null): Promise<void>;
  /**
   * Runs a sign-up, which counts unless it fails for a reason that is not the caller's doing.
   * @throws AuthError `TOO_MANY_ATTEMPTS`
   */
  registration<T>(address: string | null, signUp: () => Promise<T>): Promise<T>;
  /** In memory: nothing is stored for a sign-up that has only begun. @throws AuthError `TOO_MANY_ATTEMPTS` */
  countSignUp(address: string | null): void;
  /** Counts a mail, known recipient or not. `undefined`, or the refusal `TOO_MANY_MAILS`; see `countMail`. */
  countMail(mail: CountedMail, isKnown: () => Promise<boolean>): Promise<AuthError | undefined>;
  /** Counts a change of a profile. @throws AuthError `TOO_MANY_CHANGES` */
  countProfileChange(userId: string): Promise<void>;
  /**
   * Counts that a user adds something to sign in with, or makes it anew: as many as changes of a profile, apart from
   * them. What is taken away is not counted, so that an owner can always end what a thief has added.
   * @throws AuthError `TOO_MANY_CHANGES`
   */
  countCredentialChange(userId: string): Promise<void>;
  /** Counts an export of a user's data. @throws AuthError `TOO_MANY_EXPORTS` */
  countExport(userId: string): Promise<void>;
  /** In memory: a refresh shall not cost a second write. @throws AuthError `TOO_MANY_ATTEMPTS` */
  countRefresh(address: string | null): void;
}

/** A proof of one kind for an account. All limits count. */
export interface AccountAttempt {
  /** What is proved, apart from every other kind. */
  readonly kind: string;
  /** An account, or an account and where the proof comes from. */
  readonly account: string;
  readonly limits: readonly Limit[];
  /** Runs after the failure that uses up one of the limits. */
  onUsedUp?(): Promise<void>;
}

export interface RateLimitOptions {
  readonly store: RateLimitStore;
  readonly clock: Clock;
  readonly limits: RateLimitSettings;
}

export function createRateLimits(options: RateLimitOptions): RateLimits {
  const { store, clock, limits } = options;
  const refreshes = createMemoryCounter(limits.refresh);
  const signUps = createMemoryCounter(limits.registration);

  const { countOrRefuse, attempt, countOfUser } = createCounting(options);

  return {
    passwordAttempt: createPasswordAttempts(options),

    accountAttempt({ kind, account, limits: all, onUsedUp }, prove) {
      const counters = all.flatMap((limit, at) => counterOf(`${kind} ${at}`, limit, account));
      return attempt(counters, { refusal: tooManyProofs, onUsedUp }, prove);
    },

    addressAttempt({ kind, address }, prove) {
      const counters = addressCounters(`${kind} from`, limits.address, address);
      return attempt(counters, { refusal: tooManyAttempts }, prove);
    },

    async countAttempt(address) {
      await countOrRefuse(addressCounters('attempts', limits.attempts, address));
    },

    async registration(address, signUp) {
      const counters = addressCounters('registration', limits.registration, address);
      const { counted } = await countOrRefuse(counters);
      try {
        return await signUp();
      } catch (error) {
        // What cannot be refunded counts until its window ends.
        if (!isCallersDoing(error)) await store.refund(counted).catch(() => undefined);
        throw error;
      }
    },

    countSignUp: (address) => signUps.count(address, clock.now()),

    countMail: (mail, isKnown) => countMail(options, mail, isKnown),

    countProfileChange: (userId) =>
      countOfUser('profile', limits.profile, userId, 'TOO_MANY_CHANGES'),

    countCredentialChange: (userId) =>
      countOfUser('credentials', limits.profile, userId, 'TOO_MANY_CHANGES'),

    countExport: (userId) => countOfUser('export', limits.exports, userId, 'TOO_MANY_EXPORTS'),

    countRefresh: (address) => refreshes.count(address, clock.now()),
  };
}

/** What comes of failures: the refusal of more, and what is done when the last one that is let in has failed. */
interface AttemptEnd {
  readonly refusal: typeof tooManyAttempts;
  readonly onUsedUp?: (() => Promise<void>) | undefined;
}

/** Counts in the store that all processes share. */
function createCounting({ store, clock }: Pick<RateLimitOptions, 'store' | 'clock'>) {
  /** @throws AuthError `TOO_MANY_ATTEMPTS`, and then nothing is counted */
  async function countOrRefuse(
    counters: readonly Counter[],
    refusal = tooManyAttempts,
  ): Promise<{ readonly counted: readonly Counted[]; readonly isUsedUp: boolean }> {
    const now = clock.now();
    const counterValues = await store.increment(counters, now);
    const counted = countedOf(counters, counterValues);
    const exceeded = exceededOf(counters, counterValues);
    if (exceeded === undefined) return { counted, isUsedUp: isUsedUp(counters, counterValues) };
    await store.refund(counted);
    throw refusal(exceeded.counterValue, now);
  }

  /** Counts, and gives back what was no failure. What cannot be given back counts until its window ends. */
  async function attempt<T>(
    counters: readonly Counter[],
    { refusal, onUsedUp }: AttemptEnd,
    prove: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const { counted, isUsedUp: isLast } = await countOrRefuse(counters, refusal);
    const refund = () => store.refund(counted).catch(() => undefined);
    const proved = await prove().catch(async (error: unknown) => {
      await refund();
      throw error;
    });
    if (proved !== undefined) await refund();
    else if (isLast) await onUsedUp?.();
    return proved;
  }

  /** @throws AuthError the reason, once there are too many */
  async function countOfUser(kind: string, limit: Limit, userId: string, reason: PlatformReason) {
    const now = clock.now();
    const counters = counterOf(kind, limit, userId);
    const exceeded = exceededOf(counters, await store.increment(counters, now));
    if (exceeded === undefined) return;
    throw new AuthError(reason, { retryAfter: secondsUntil(exceeded.counterValue.resetsAt, now) });
  }

  return { countOrRefuse, attempt, countOfUser };
}

/** A refusal of what was sent; not a fault of the service, and not a lack of room. */
function isCallersDoing(error: unknown): boolean {
  if (!(error instanceof AuthError)) return false;
  return error.code !== 'SERVICE_UNAVAILABLE' && error.code !== 'INTERNAL_SERVER_ERROR';
}
