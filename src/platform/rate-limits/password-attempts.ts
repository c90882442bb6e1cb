import pLimit, { type LimitFunction } from 'p-limit';
import { addressBucket } from '../address.js';
import type { Clock } from '../clock.js';
import { overloaded } from '../errors/auth-error.js';
import { createAdmission, type Locks } from './admission.js';
import { addressCounters, counterOf, type Limit } from './counters.js';
import type { RateLimitStore } from './store.js';

/** Who says that a password is whose. */
export interface PasswordAttempt {
  /** The user's id, or what was given for one that does not exist. */
  readonly account: string;
  readonly address: string | null;
}

export interface PasswordAttemptLimits {
  /** Failed proofs of the password of one account from one address. */
  readonly accountAndAddress: Limit;
  /** Failed proofs of the password of one account from all addresses that its user has not used. */
  readonly account: Limit;
  /** Failed proofs of any password from one address. */
  readonly address: Limit;
  /** Hashes of passwords that one address asks for, right ones too. */
  readonly attempts: Limit;
}

interface Options {
  readonly store: RateLimitStore;
  readonly clock: Clock;
  readonly limits: PasswordAttemptLimits;
}

/** Gives an attempt that succeeded back in the transaction of what it was for: together with that, or not at all. */
export type GiveBackIn = (store: Pick<RateLimitStore, 'settle'>) => Promise<void>;

/** Reserves first and looks then: see `createAdmission`. */
export function createPasswordAttempts({ store, clock, limits }: Options) {
  const queue = createKeyedQueue();
  const admission = createAdmission({ store, clock });

  function countersOf({ account, address }: PasswordAttempt) {
    return {
      here: counterOf('here', limits.accountAndAddress, account, addressBucket(address)),
      account: counterOf('account', limits.account, account),
      address: addressCounters('address', limits.address, address),
      attempts: addressCounters('attempts', limits.attempts, address),
    };
  }

  return async function attempt<T>(
    of: PasswordAttempt,
    prove: (locks: Locks, giveBackIn: GiveBackIn) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const counters = countersOf(of);
    admission.refuseIfUsedUp(counters);
    const { here, account, address } = counters;
    // One process knows its own attempts under way: its attempts take turns instead of asking again and again. At a
    // locked account nobody waits for room, so unknown guessers cannot make its owner wait.
    const waits = [...here, ...account, ...address]
      .filter(({ key }) => !admission.isKnownUsedUp(key))
      .map(({ key, points }) => ({ key, concurrency: points }));
    return queue.take(waits, async () => {
      const { locks, reservation } = await admission.admit(counters);
      let proved: T | undefined;
      let isGivenBack = false as boolean;
      const giveBackIn: GiveBackIn = async (given) => {
        await given.settle(reservation, 'give back');
        isGivenBack = true;
      };
      try {
        proved = await prove(locks, giveBackIn);
      } catch (error) {
        await admission.giveBack(reservation);
        throw error;
      }
      if (proved === undefined) await store.settle(reservation, 'keep');
      else if (!isGivenBack) await admission.giveBack(reservation);
      return proved;
    });
  };
}

/** How many may wait behind one key, each with its request in memory. */
const maxWaiting = 100;

interface Queue {
  readonly run: LimitFunction;
  /** Those at work and those who wait; the last one takes the line away. */
  length: number;
}

/** A key, and how many pieces of work may run at once for it. */
interface Turn {
  readonly key: string;
  readonly concurrency: number;
}

/** Lets so many pieces of work run at once for each key; the others take turns. */
export function createKeyedQueue() {
  const queues = new Map<string, Queue>();

  async function takeOne<T>({ key, concurrency }: Turn, work: () => Promise<T>): Promise<T> {
    const queue = queues.get(key) ?? { run: pLimit(concurrency), length: 0 };
    if (queue.length >= concurrency + maxWaiting) throw overloaded();
    queues.set(key, queue);
    queue.length += 1;
    try {
      return await queue.run(work);
    } finally {
      queue.length -= 1;
      if (queue.length === 0) queues.delete(key);
    }
  }

  return {
    /**
     * Takes a turn of each key, one after the other. Everyone has to name kinds of keys in the same order, or two
     * of them may wait for each other.
     * @throws AuthError `OVERLOADED` if 100 wait for one of the keys already
     */
    take<T>(queue: readonly Turn[], work: () => Promise<T>): Promise<T> {
      return queue.reduceRight((next, turn) => () => takeOne(turn, next), work)();
    },
  };
}
