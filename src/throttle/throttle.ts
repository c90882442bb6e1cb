import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import { AuthError } from '../errors.js';
import { addressBucket } from './address.js';
import { createMemoryCounter } from './memory-counter.js';
import type { Charge, Tally, ThrottleStore } from './store.js';
import { createTurns } from './turns.js';

/** How many in which time; 0 points: no limit. */
export interface Limit {
  readonly points: number;
  /** Seconds. */
  readonly window: number;
}

export interface ThrottleLimits {
  /** Failed proofs of the password of one account from one address. */
  readonly accountAndAddress: Limit;
  /** Failed proofs of the password of one account from all addresses that its user has not used. */
  readonly account: Limit;
  /** Failed proofs of any password from one address. */
  readonly address: Limit;
  /** Sign-ups from one address. */
  readonly registration: Limit;
  /** Refreshes from one address, for each process by itself. */
  readonly refresh: Limit;
  /** Mails that are asked for from one address. */
  readonly mailFrom: Limit;
  /** Mails to one recipient. */
  readonly mailTo: Limit;
  /** Changes of one profile. */
  readonly profile: Limit;
  /** Exports of the data of one user. */
  readonly exports: Limit;
}

/** Who says that a password is whose. */
export interface PasswordAttempt {
  /** The user's id, or what was given for one that does not exist. */
  readonly account: string;
  readonly address: string | null;
}

/** What earlier failures mean for an attempt: it may be looked at, but even the right password fails. */
export interface Locks {
  /** This address has failed too often at this account. */
  readonly here: boolean;
  /** Others have; only addresses that the user has signed in from may go on. */
  readonly forStrangers: boolean;
}

/**
 * Slows down guessing (OWASP ASVS 5.0 §6.3.1). Failures are counted, one for each attempt, whether they
 * come in one document or from many processes; successes reset nothing.
 */
export interface Throttle {
  /**
   * Lets `prove` look at a password, and counts a failure if it answers `undefined`. What it throws is
   * no failure. Attempts of one address at one account that come at once take turns in this process, so
   * that a burst of guesses meets the lock that its first ones cause.
   * @throws AuthError `TOO_MANY_ATTEMPTS` by the address alone, which says nothing about the account;
   * `OVERLOADED` when too many wait for their turn
   */
  passwordAttempt<T>(
    attempt: PasswordAttempt,
    prove: (locks: Locks) => Promise<T | undefined>,
  ): Promise<T | undefined>;
  /** @throws AuthError `TOO_MANY_ATTEMPTS` */
  countRegistration(address: string | null): Promise<void>;
  /**
   * Counts a mail that someone causes, known recipient or not. `undefined`, or, for too many from the
   * network or to the recipient, the refusal `TOO_MANY_MAILS`.
   */
  countMail(mail: { recipient: string; address: string | null }): Promise<AuthError | undefined>;
  /** Counts a change of a profile, which others are told of. @throws AuthError `TOO_MANY_CHANGES` */
  countProfileChange(userId: string): Promise<void>;
  /** Counts an export of a user's data. @throws AuthError `TOO_MANY_EXPORTS` */
  countExport(userId: string): Promise<void>;
  /** In memory: a refresh shall not cost a second write. @throws AuthError `TOO_MANY_ATTEMPTS` */
  countRefresh(address: string | null): void;
}

export interface ThrottleOptions {
  readonly store: ThrottleStore;
  readonly clock: Clock;
  readonly limits: ThrottleLimits;
}

export function createThrottle({ store, clock, limits }: ThrottleOptions): Throttle {
  const refreshes = createMemoryCounter(limits.refresh.window);
  const turns = createTurns(limits.accountAndAddress.points || Infinity);

  return {
    passwordAttempt({ account, address }, prove) {
      const bucket = addressBucket(address);
      const here = charge('here', limits.accountAndAddress, account, bucket);
      const charges = [
        here,
        charge('account', limits.account, account),
        charge('address', limits.address, bucket),
      ];
      return turns.take(here.key, async () => {
        const now = clock.now();
        const keys = charges.map(({ key }) => key);
        const [atAccount, ofAccount, ofAddress] = await store.read(keys, now);
        refuseIfSpent(limits.address, ofAddress, now);
        const proved = await prove({
          here: isSpent(limits.accountAndAddress, atAccount),
          forStrangers: isSpent(limits.account, ofAccount),
        });
        if (proved === undefined) await store.charge(charges, clock.now());
        return proved;
      });
    },

    async countRegistration(address) {
      const { registration } = limits;
      if (registration.points === 0) return;
      const now = clock.now();
      const bucket = addressBucket(address);
      const counter = charge('registration', registration, bucket);
      const [tally] = await store.read([counter.key], now);
      refuseIfSpent(registration, tally, now);
      await store.charge([counter], now);
    },

    countMail: (mail) => countMail({ store, clock, limits }, mail),

    async countProfileChange(userId) {
      const { profile } = limits;
      if (profile.points === 0) return;
      const now = clock.now();
      const [tally] = await store.charge([charge('profile', profile, userId)], now);
      if (!isExceeded(profile, tally)) return;
      throw new AuthError('TOO_MANY_CHANGES', { retryAfter: secondsUntil(tally.resetsAt, now) });
    },

    async countExport(userId) {
      if (limits.exports.points === 0) return;
      const now = clock.now();
      const [tally] = await store.charge([charge('export', limits.exports, userId)], now);
      if (!isExceeded(limits.exports, tally)) return;
      throw new AuthError('TOO_MANY_EXPORTS', { retryAfter: secondsUntil(tally.resetsAt, now) });
    },

    countRefresh(address) {
      if (limits.refresh.points === 0) return;
      const now = clock.now();
      const bucket = addressBucket(address);
      refuseIfSpent(limits.refresh, refreshes.read(bucket, now), now);
      refreshes.count(bucket, now);
    },
  };
}

/** Counts first and compares then, in one statement: of any number at once no more than allowed get through. */
async function countMail(
  { store, clock, limits }: ThrottleOptions,
  { recipient, address }: { recipient: string; address: string | null },
): Promise<AuthError | undefined> {
  const now = clock.now();
  const kinds = [
    {
      limit: limits.mailFrom,
      counter: charge('mail-from', limits.mailFrom, addressBucket(address)),
    },
    { limit: limits.mailTo, counter: charge('mail-to', limits.mailTo, recipient) },
  ];
  const tallies = await store.charge(
    kinds.map(({ counter }) => counter),
    now,
  );
  for (const [index, { limit }] of kinds.entries()) {
    const tally = tallies[index];
    if (isExceeded(limit, tally)) {
      return new AuthError('TOO_MANY_MAILS', { retryAfter: secondsUntil(tally.resetsAt, now) });
    }
  }
  return undefined;
}

/** Keys are hashed: they are of one length, and name nobody. */
function charge(kind: string, { window }: Limit, ...parts: readonly string[]): Charge {
  const key = createHash('sha256')
    .update(JSON.stringify([kind, ...parts]))
    .digest('base64url');
  return { key, window: window * 1000 };
}

function isSpent({ points }: Limit, tally: Tally | undefined): boolean {
  return points > 0 && tally !== undefined && tally.points >= points;
}

/** Of a tally that has counted the attempt already. */
function isExceeded({ points }: Limit, tally: Tally | undefined): tally is Tally {
  return points > 0 && tally !== undefined && tally.points > points;
}

function refuseIfSpent(limit: Limit, tally: Tally | undefined, now: number): void {
  if (tally === undefined || !isSpent(limit, tally)) return;
  const retryAfter = secondsUntil(tally.resetsAt, now);
  const message = `Too many attempts from your network. Try again in ${retryAfter} seconds.`;
  throw new AuthError('TOO_MANY_ATTEMPTS', { message, retryAfter });
}

function secondsUntil(time: number, now: number): number {
  return Math.max(1, Math.ceil((time - now) / 1000));
}
