import type { MessageStatus, OutboxMessage } from './job.js';

/** One attempt: the message, and the how-manieth. Only its latest attempt may write to a message. */
export interface Attempt {
  readonly id: string;
  /** Counted from 1. */
  readonly attempts: number;
}

export interface MessageFilter {
  readonly kinds: readonly string[];
  readonly status?: MessageStatus;
  readonly limit: number;
}

/** What the outbox needs of a database. Every method is one atomic statement. */
export interface OutboxStore {
  /** Adds a message that waits. */
  add(message: OutboxMessage): Promise<void>;
  /** Up to `limit` messages of these kinds that may be attempted at `now`, the longest due first. */
  listDue(kinds: readonly string[], now: number, limit: number): Promise<OutboxMessage[]>;
  /**
   * Begins an attempt: counts it and sets `dueAt` to the end of its lease, only while exactly the
   * attempt before it is the latest. Of any number of callers in any number of processes, one gets `true`.
   */
  claim(attempt: Attempt, leaseEndsAt: number): Promise<boolean>;
  /** Ends an attempt that failed: the next one is at `dueAt`. `false`: it was not the latest any more. */
  postpone(attempt: Attempt, dueAt: number, error: string): Promise<boolean>;
  /** Ends the last attempt, and wipes the payload. `false`: it was not the latest any more. */
  markDelivered(attempt: Attempt, at: number): Promise<boolean>;
  /** Gives the message up. `false`: the attempt was not the latest any more. */
  markFailed(attempt: Attempt, at: number, error: string): Promise<boolean>;
  /** Lets a failed message be attempted again from `now` on: `false` if it is not one. */
  retry(id: string, now: number): Promise<boolean>;
  /** The latest `limit` messages, the newest first. */
  list(filter: MessageFilter): Promise<OutboxMessage[]>;
  /** Removes up to `limit` messages that were finished before a time (ms); returns how many. */
  prune(status: 'delivered' | 'failed', before: number, limit: number): Promise<number>;
  /** Removes up to `limit` messages that wait for nobody: they expired before a time (ms); returns how many. */
  pruneExpired(before: number, limit: number): Promise<number>;
}
