/**
 * Runs `work` in one transaction: all of its writes, or, if it throws, none. A feature names the stores that it needs;
 * one that gives more fits.
 */
export type Transact<Stores> = <T>(work: (stores: Stores) => Promise<T>) => Promise<T>;
