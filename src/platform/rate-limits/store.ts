/** A counter that all processes share. */
export interface Increment {
  readonly key: string;
  /** Milliseconds from the first on, after which the counter starts again. */
  readonly window: number;
  /**
   * Milliseconds for which it may be under way: a reservation, to be settled. What is not settled by then, as
   * after the end of a process, stays counted until the window ends. Default: counted for good.
   */
  readonly lease?: number;
  /** A reservation beyond so many points does not prolong the leases of others. Default: each does. */
  readonly points?: number;
}

export interface CounterValue {
  /** How many in the present window, those that are under way too. */
  readonly points: number;
  /** How many of them are under way. */
  readonly pending: number;
  /** Milliseconds since the Unix epoch. */
  readonly resetsAt: number;
}

/** One that was counted, of one window: `resetsAt` names it. */
export interface Counted {
  readonly key: string;
  readonly resetsAt: number;
}

/** What rate limits need of a database: counters that all processes share. Each method is one atomic statement. */
export interface RateLimitStore {
  /** Counts each increment; the values, which include it, are in the order of the increments. */
  increment(increments: readonly Increment[], now: number): Promise<CounterValue[]>;
  /**
   * Ends reservations: each stays counted (`keep`), or is given back. One whose window has passed changes nothing,
   * and no counter falls below 0.
   */
  settle(reservations: readonly Counted[], outcome: 'keep' | 'give back'): Promise<void>;
  /** Takes back what was counted for good, with the same guards. */
  refund(counted: readonly Counted[]): Promise<void>;
  /** The values of these counters, in their order; `undefined` where no window runs. */
  read(keys: readonly string[], now: number): Promise<(CounterValue | undefined)[]>;
  /** Removes up to `limit` counters whose window has passed; returns how many. */
  prune(now: number, limit: number): Promise<number>;
}
