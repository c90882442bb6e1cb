/** Something that is counted. */
export interface Charge {
  readonly key: string;
  /** Milliseconds from the first on, after which the counter begins anew. */
  readonly window: number;
}

export interface Tally {
  /** How many in the present window. */
  readonly points: number;
  /** Milliseconds since the Unix epoch. */
  readonly resetsAt: number;
}

/** What throttling needs of a database: counters that all processes share. */
export interface ThrottleStore {
  /** Counts each charge, in one atomic statement; the tallies are in the order of the charges. */
  charge(charges: readonly Charge[], now: number): Promise<Tally[]>;
  /** The tallies of these counters, in their order; `undefined` where no window runs. */
  read(keys: readonly string[], now: number): Promise<(Tally | undefined)[]>;
  /** Removes up to `limit` counters whose window has passed; returns how many. */
  prune(now: number, limit: number): Promise<number>;
}
