import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.js';
import { countedOf, exceededOf, reserved, tooManyAttempts, type Counter } from './counters.js';
import type { Counted, CounterValue, RateLimitStore } from './store.js';
import { overloaded } from '../errors/auth-error.js';

/** What earlier failures mean for an attempt: it may be looked at, but even the right password fails. */
export interface Locks {
  /** This address has failed too often at this account. */
  readonly addressLocked: boolean;
  /** Others have; only addresses that the user has signed in from may go on. */
  readonly unknownAddressesLocked: boolean;
  readonly failures: RecentFailures;
}

/** Failed attempts in the present windows, as far as they are counted. */
export interface RecentFailures {
  /** At this account: from this address in a quarter of an hour, or from all in an hour. */
  readonly ofAccount: number;
  /** From this address. */
  readonly ofAddress: number;
}

/** The counters of one attempt. */
export interface AttemptCounters {
  readonly here: readonly Counter[];
  readonly account: readonly Counter[];
  readonly address: readonly Counter[];
  /** Counted once for each attempt, and never given back. */
  readonly attempts: readonly Counter[];
}

export interface Admitted {
  readonly locks: Locks;
  /** To be settled: kept by a failure, given back otherwise. */
  readonly reservation: readonly Counted[];
}

/** Milliseconds between two looks for room; the first ones come sooner. */
const maxPause = 100;
/** About ten seconds in all. */
const maxPauses = 100;
/** How many counters that failures have filled are remembered. */
const maxUsedUp = 10_000;

/**
 * Admits attempts. One statement counts an attempt as under way in every counter, and its counterValues decide: it is
 * looked at only if the failures, and the attempts under way before it, leave room for it. Where only others
 * under way leave none, it waits until those are decided, so that good sign-ins at once are not taken for failures.
 */
export function createAdmission({ store, clock }: { store: RateLimitStore; clock: Clock }) {
  /** Failures are not taken back within a window: a network that has to wait is refused without a statement. */
  const usedUpUntil = new LRUCache<string, number>({ max: maxUsedUp });

  function isKnownUsedUp(key: string): boolean {
    return (usedUpUntil.get(key) ?? 0) > clock.now();
  }

  function refuseIfUsedUp({ address, attempts }: AttemptCounters): void {
    const usedUp = [...address, ...attempts].find(({ key }) => isKnownUsedUp(key));
    if (usedUp === undefined) return;
    throw tooManyAttempts({ resetsAt: usedUpUntil.get(usedUp.key) ?? 0 }, clock.now());
  }

  /** `undefined` if others that are under way leave no room; then nothing is reserved. */
  async function reserve(
    counters: AttemptCounters,
    isFirst: boolean,
  ): Promise<Admitted | undefined> {
    const now = clock.now();
    const limited = limitedOf(counters);
    const attempts = isFirst ? counters.attempts : [];
    const counterValues = await store.increment([...reserved(limited), ...attempts], now);
    const reservation = countedOf(limited, counterValues);
    const states = statesOf(counters, counterValues);
    for (const { key, counterValue, state } of [...states.here, ...states.account]) {
      if (state === 'used') usedUpUntil.set(key, counterValue.resetsAt);
    }
    const failures = states.address.find(({ state }) => state === 'used');
    const usedUp = failures ?? exceededOf(attempts, counterValues.slice(limited.length));
    if (usedUp !== undefined) {
      await store.settle(reservation, 'give back');
      usedUpUntil.set(usedUp.key, usedUp.counterValue.resetsAt);
      throw tooManyAttempts(usedUp.counterValue, now);
    }
    const here = isAny(states.here, 'used');
    // What is locked here is not looked at, so only its network has to have room for it.
    const isFull = [...(here ? [] : [...states.here, ...states.account]), ...states.address];
    if (isAny(isFull, 'full')) {
      await store.settle(reservation, 'give back');
      return undefined;
    }
    return { locks: locksOf(states), reservation };
  }

  return {
    /** Without a statement, if it is known. @throws AuthError `TOO_MANY_ATTEMPTS` */
    refuseIfUsedUp,
    /** Without a statement: whether failures fill a counter until its window ends, as far as this process knows. */
    isKnownUsedUp,
    /**
     * @throws AuthError `TOO_MANY_ATTEMPTS`, after which nothing is reserved; `OVERLOADED` if there was no room for
     * ten seconds
     */
    async admit(counters: AttemptCounters): Promise<Admitted> {
      const pauses = { left: maxPauses };
      for (let isFirst = true; ; isFirst = false) {
        refuseIfUsedUp(counters);
        const admitted = await reserve(counters, isFirst);
        if (admitted !== undefined) return admitted;
        await awaitRoom({ store, clock }, limitedOf(counters), pauses);
      }
    },
    /** What cannot be given back counts until its window ends. That must not undo what was proved. */
    async giveBack(reservation: readonly Counted[]): Promise<void> {
      await store.settle(reservation, 'give back').catch(() => undefined);
    },
  };
}

/** Waits until no counter is full: it has room, or has none until its window ends. Only reads. */
async function awaitRoom(
  { store, clock }: { store: RateLimitStore; clock: Clock },
  limited: readonly Counter[],
  pauses: { left: number },
): Promise<void> {
  const keys = limited.map(({ key }) => key);
  let isFull = true;
  while (isFull) {
    if (pauses.left === 0) throw overloaded();
    const pause = Math.min(maxPause, 10 * (maxPauses - pauses.left + 1));
    await delay(pause * (0.5 + Math.random()));
    pauses.left -= 1;
    const counterValues = await store.read(keys, clock.now());
    isFull = limited.some((counter, index) => isFullFor(counter, counterValues[index]));
  }
}

/** `full`: attempts under way fill the counter. `used`: failures do. */
type State = 'free' | 'full' | 'used';

interface CounterState {
  readonly key: string;
  readonly counterValue: CounterValue;
  readonly state: State;
}

function limitedOf({ here, account, address }: AttemptCounters): Counter[] {
  return [...here, ...account, ...address];
}

/** The counterValues have counted this attempt. */
function statesOf(
  { here, account, address }: AttemptCounters,
  counterValues: readonly CounterValue[],
): Record<'here' | 'account' | 'address', CounterState[]> {
  const rest = counterValues[Symbol.iterator]();
  const statesIn = (counters: readonly Counter[]) =>
    counters.flatMap((counter) => {
      const counterValue = rest.next().value;
      return counterValue === undefined
        ? []
        : [{ key: counter.key, counterValue, state: stateOf(counter, counterValue) }];
    });
  return { here: statesIn(here), account: statesIn(account), address: statesIn(address) };
}

function stateOf({ points: limit }: Counter, { points, pending }: CounterValue): State {
  if (points <= limit) return 'free';
  return points - pending >= limit ? 'used' : 'full';
}

/** Whether the next one would find it full. */
function isFullFor(counter: Counter, counterValue: CounterValue | undefined): boolean {
  if (counterValue === undefined) return false;
  const { points, pending } = counterValue;
  return stateOf(counter, { ...counterValue, points: points + 1, pending: pending + 1 }) === 'full';
}

function locksOf({ here, account, address }: ReturnType<typeof statesOf>): Locks {
  return {
    addressLocked: isAny(here, 'used'),
    unknownAddressesLocked: isAny(account, 'used'),
    failures: {
      ofAccount: Math.max(failuresIn(here), failuresIn(account)),
      ofAddress: failuresIn(address),
    },
  };
}

/** In the narrowest network, for an address is in several. */
function failuresIn([first]: readonly CounterState[]): number {
  return first === undefined ? 0 : first.counterValue.points - first.counterValue.pending;
}

function isAny(states: readonly CounterState[], wanted: State): boolean {
  return states.some(({ state }) => state === wanted);
}
