import { overloaded } from '../errors/auth-error.js';

/**
 * Who asks for a hash: the networks that the caller is in, each with the number of clients that it may stand for.
 * Empty for an operator, who comes before everyone.
 */
export type Asker = readonly { readonly key: string; readonly allowance: number }[];

export interface Job {
  readonly asker: Asker;
  /** May take many times as long as our own hash. */
  readonly isSlow: boolean;
}

export interface WaitingJob extends Job {
  /** Does the work, and resolves with a function that settles the caller's promise. */
  readonly work: () => Promise<() => void>;
  readonly refuse: () => void;
}

/** One turn in so many goes to the job that has waited longest, so that no job starves. */
const turnsByAge = 4;

/** The jobs that wait, and whose turn is next. One address holds up no other, and takes no more than half. */
export function createWaitingJobs(options: { concurrency: number; queueLimit: number }) {
  const { concurrency, queueLimit } = options;
  /** In the order of their arrival. */
  const waiting: WaitingJob[] = [];
  const shares = createShares();
  /** Jobs of one address that run or wait. */
  const maxOfOne = concurrency + Math.ceil(queueLimit / 2);
  const slowLimit = Math.ceil(queueLimit / 10);
  let turns = 0;

  /**
   * Who has to leave for a job: nobody (`undefined`), or the newest of the address with the most.
   * @throws AuthError `OVERLOADED` if its own address has as many
   */
  function leavingFor({ asker, isSlow }: Job): WaitingJob | undefined {
    const share = shares.of(asker, 1);
    if (share > maxOfOne) throw overloaded();
    const slow = waiting.filter((job) => job.isSlow);
    const isLaneFull = isSlow && slow.length >= slowLimit;
    if (!isLaneFull && waiting.length < queueLimit) return undefined;
    const newestFirst = (isLaneFull ? slow : [...waiting]).reverse();
    const accountDeletion = leastOf(newestFirst, (job) => -shares.of(job.asker));
    if (accountDeletion === undefined || shares.of(accountDeletion.asker) <= share)
      throw overloaded();
    return accountDeletion;
  }

  return {
    count: () => waiting.length,
    leavingFor,
    add(job: WaitingJob): void {
      shares.add(job.asker);
      waiting.push(job);
    },
    refuse(job: WaitingJob): void {
      waiting.splice(waiting.indexOf(job), 1);
      shares.remove(job.asker);
      job.refuse();
    },
    /** Its share stays taken until it has `ended`. */
    takeNext(mayStart: (job: Job) => boolean): WaitingJob | undefined {
      const ready = waiting.filter(mayStart);
      const isByAge = turns % turnsByAge === turnsByAge - 1;
      const job = isByAge ? ready[0] : leastOf(ready, ({ asker }) => shares.of(asker));
      if (job === undefined) return undefined;
      turns += 1;
      waiting.splice(waiting.indexOf(job), 1);
      return job;
    },
    ended: ({ asker }: Job): void => shares.remove(asker),
  };
}

/** How many jobs each network has that run or wait. */
function createShares() {
  const counts = new Map<string, number>();
  return {
    add(asker: Asker): void {
      for (const { key } of asker) counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    remove(asker: Asker): void {
      for (const { key } of asker) {
        const left = (counts.get(key) ?? 0) - 1;
        if (left > 0) counts.set(key, left);
        else counts.delete(key);
      }
    },
    /** The share of a caller with `more` additional jobs: that of its fullest network. */
    of(asker: Asker, more = 0): number {
      const parts = asker.map(({ key, allowance }) => ((counts.get(key) ?? 0) + more) / allowance);
      return Math.max(0, ...parts);
    },
  };
}

/** The first of those with the least value. */
function leastOf<T>(items: readonly T[], valueOf: (item: T) => number): T | undefined {
  let least: { item: T; value: number } | undefined;
  for (const item of items) {
    const value = valueOf(item);
    if (least === undefined || value < least.value) least = { item, value };
  }
  return least?.item;
}
