import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.js';
import { countedOf, exceededOf, reserved, tooManyAttempts, type Counter } from './counters.js';
import type { Counted, Tally, ThrottleStore } from './store.js';
import { overloaded } from '../errors/auth-error.js';

/** What earlier failures mean for an attempt: it may be looked at, but even the right password fails. */
export interface Locks {
  /** This address has failed too often at this account. */
  readonly here: boolean;
  /** Others have; only addresses that the user has signed in from may go on. */
  readonly forStrangers: boolean;
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
const maxSpent = 10_000;

/**
 * Admits attempts. One statement counts an attempt as under way in every counter, and its tallies decide: it is
 * looked at only if the failures, and the attempts under way before it, leave room for it. Where only others
 * under way leave none, it waits until those are decided, so that good sign-ins at once are not taken for failures.
 */
export function createAdmission({ store, clock }: { store: ThrottleStore; clock: Clock }) {
  /** Failures are not taken back within a window: a network that has to wait is refused without a statement. */
  const spentUntil = new LRUCache<string, number>({ max: maxSpent });

  function isKnownSpent(key: string): boolean {
    return (spentUntil.get(key) ?? 0) > clock.now();
  }

  function refuseIfSpent({ address, attempts }: AttemptCounters): void {
    const spent = [...address, ...attempts].find(({ key }) => isKnownSpent(key));
    if (spent === undefined) return;
    throw tooManyAttempts({ resetsAt: spentUntil.get(spent.key) ?? 0 }, clock.now());
  }

  /** `undefined` if others that are under way leave no room; then nothing is reserved. */
  async function reserve(
    counters: AttemptCounters,
    isFirst: boolean,
  ): Promise<Admitted | undefined> {
    const now = clock.now();
    const limited = limitedOf(counters);
    const attempts = isFirst ? counters.attempts : [];
    const tallies = await store.charge([...reserved(limited), ...attempts], now);
    const reservation = countedOf(limited, tallies);
    const states = statesOf(counters, tallies);
    for (const { key, tally, state } of [...states.here, ...states.account]) {
      if (state === 'spent') spentUntil.set(key, tally.resetsAt);
    }
    const failures = states.address.find(({ state }) => state === 'spent');
    const spent = failures ?? exceededOf(attempts, tallies.slice(limited.length));
    if (spent !== undefined) {
      await store.settle(reservation, 'give back');
      spentUntil.set(spent.key, spent.tally.resetsAt);
      throw tooManyAttempts(spent.tally, now);
    }
    const here = isAny(states.here, 'spent');
    // What is locked here is not looked at, so only its network has to have room for it.
    const isFull = [...(here ? [] : [...states.here, ...states.account]), ...states.address];
    if (isAny(isFull, 'full')) {
      await store.settle(reservation, 'give back');
      return undefined;
    }
    return { locks: { here, forStrangers: isAny(states.account, 'spent') }, reservation };
  }

  return {
    /** Without a statement, if it is known. @throws AuthError `TOO_MANY_ATTEMPTS` */
    refuseIfSpent,
    /** Without a statement: whether failures fill a counter until its window ends, as far as this process knows. */
    isKnownSpent,
    /**
     * @throws AuthError `TOO_MANY_ATTEMPTS`, after which nothing is reserved; `OVERLOADED` if there was no room for
     * ten seconds
     */
    async admit(counters: AttemptCounters): Promise<Admitted> {
      const pauses = { left: maxPauses };
      for (let isFirst = true; ; isFirst = false) {
        refuseIfSpent(counters);
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
  { store, clock }: { store: ThrottleStore; clock: Clock },
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
    const tallies = await store.read(keys, clock.now());
    isFull = limited.some((counter, index) => isFullFor(counter, tallies[index]));
  }
}

/** `full`: only others that are under way are in the way. `spent`: failures are. */
type State = 'free' | 'full' | 'spent';

interface CounterState {
  readonly key: string;
  readonly tally: Tally;
  readonly state: State;
}

function limitedOf({ here, account, address }: AttemptCounters): Counter[] {
  return [...here, ...account, ...address];
}

/** The tallies have counted this attempt. */
function statesOf(
  { here, account, address }: AttemptCounters,
  tallies: readonly Tally[],
): Record<'here' | 'account' | 'address', CounterState[]> {
  const rest = tallies[Symbol.iterator]();
  const statesIn = (counters: readonly Counter[]) =>
    counters.flatMap((counter) => {
      const tally = rest.next().value;
      return tally === undefined
        ? []
        : [{ key: counter.key, tally, state: stateOf(counter, tally) }];
    });
  return { here: statesIn(here), account: statesIn(account), address: statesIn(address) };
}

function stateOf({ points: limit }: Counter, { points, pending }: Tally): State {
  if (points <= limit) return 'free';
  return points - pending >= limit ? 'spent' : 'full';
}

/** Whether the next one would find it full. */
function isFullFor(counter: Counter, tally: Tally | undefined): boolean {
  if (tally === undefined) return false;
  const { points, pending } = tally;
  return stateOf(counter, { ...tally, points: points + 1, pending: pending + 1 }) === 'full';
}

function isAny(states: readonly CounterState[], wanted: State): boolean {
  return states.some(({ state }) => state === wanted);
}
