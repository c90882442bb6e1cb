/** A counter that all processes share. */
export interface Charge {
  readonly key: string;
  /** Milliseconds from the first on, after which the counter begins anew. */
  readonly window: number;
  /**
   * Milliseconds for which it may be under way: a reservation, to be settled. What is not settled by then, as
   * after the end of a process, stays counted until the window ends. Default: counted for good.
   */
  readonly lease?: number;
  /** A reservation beyond so many points does not prolong the leases of others. Default: each does. */
  readonly points?: number;
}

export interface Tally {
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

/** What throttling needs of a database: counters that all processes share. Each method is one atomic statement. */
export interface ThrottleStore {
  /** Counts each charge; the tallies, which include it, are in the order of the charges. */
  charge(charges: readonly Charge[], now: number): Promise<Tally[]>;
  /**
   * Ends reservations: each stays counted (`keep`), or is given back. One whose window has passed changes nothing,
   * and no counter falls below 0.
   */
  settle(reservations: readonly Counted[], outcome: 'keep' | 'give back'): Promise<void>;
  /** Takes back what was counted for good, with the same guards. */
  refund(counted: readonly Counted[]): Promise<void>;
  /** The tallies of these counters, in their order; `undefined` where no window runs. */
  read(keys: readonly string[], now: number): Promise<(Tally | undefined)[]>;
  /** Removes up to `limit` counters whose window has passed; returns how many. */
  prune(now: number, limit: number): Promise<number>;
}
