/** What the outbox knows of every message without opening it. Times are milliseconds since the Unix epoch. */
export interface Job {
  /** UUID version 7. The same at every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  /** Who delivers it: `mail`, … */
  readonly kind: string;
  /** What an operator may see of it. Never a secret; addresses masked. */
  readonly label: Readonly<Record<string, string>>;
  /** Encrypted; `null` once it has been delivered. */
  readonly payload: string | null;
  readonly status: MessageStatus;
  /** Attempts that have begun. */
  readonly attempts: number;
  readonly createdAt: number;
  /** When it may be attempted (again): while a process has it, when that one's lease ends. */
  readonly dueAt: number;
  /** From then on it is of no use to its receiver; `null` if it always is. */
  readonly expiresAt: number | null;
  /** When it was delivered or given up. */
  readonly finishedAt: number | null;
  /** Why the latest attempt failed. */
  readonly lastError: string | null;
}

export const messageStatuses = ['waiting', 'delivered', 'failed'] as const;

export type MessageStatus = (typeof messageStatuses)[number];

/** One attempt: the message, and the how-manieth. Only its latest attempt may write to a message. */
export interface Attempt {
  readonly id: string;
  /** Counted from 1. */
  readonly attempts: number;
}

interface MessageFilter {
  readonly kinds: readonly string[];
  readonly status?: MessageStatus;
  /** Only those added before the one of this id. */
  readonly before?: string;
  readonly limit: number;
}

/** What the outbox needs of a database. Every method is one atomic statement. */
export interface OutboxStore {
  /** Adds a message that waits. */
  add(message: Job): Promise<void>;
  /** Up to `limit` messages of these kinds that may be attempted at `now`, the longest due first. */
  listDue(kinds: readonly string[], now: number, limit: number): Promise<Job[]>;
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
  /** Lets a failed message, of any kind or of these, be attempted again from `now` on: `false` if it is not one. */
  retry(id: string, now: number, kinds?: readonly string[]): Promise<boolean>;
  find(id: string): Promise<Job | undefined>;
  /** The latest `limit` messages, the newest first. */
  list(filter: MessageFilter): Promise<Job[]>;
  /** Removes up to `limit` messages that were finished before a time (ms); returns how many. */
  prune(status: 'delivered' | 'failed', before: number, limit: number): Promise<number>;
  /** Removes up to `limit` messages that wait for nobody: they expired before a time (ms); returns how many. */
  pruneExpired(before: number, limit: number): Promise<number>;
}

/** What a job handler gets besides the payload. */
interface Delivery {
  /** The message's id: the same at every attempt. */
  readonly id: string;
  /** Aborts when the attempt takes too long, or the service stops. */
  readonly signal: AbortSignal;
}

/**
 * Delivers the messages of one kind. Operators read the messages of its errors, so they must
 * not contain secrets; after `UndeliverableError` there is no further attempt, and after `NotYetError` none
 * before its time.
 */
export type JobHandler = (payload: unknown, delivery: Delivery) => Promise<unknown>;

/** What a job handler returns that has decided to send nothing: it is done, and not delivered. */
export class NothingToSend {
  /** @param reason for the log */
  constructor(readonly reason: string) {}
}

/** The job handlers by the kind of message. */
export type JobHandlers = Readonly<Record<string, JobHandler>>;

/** How the messages of one kind are delivered. */
export interface JobKind {
  readonly handle: JobHandler;
  /** Whether a stop waits for all that is due, or only for what is on its way. */
  readonly drains: boolean;
}

/** By the kind of message. */
export type JobKinds = Readonly<Record<string, JobKind>>;

/** The receiver is there, and asks for some time before the next attempt. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';

  /** @param wait milliseconds */
  constructor(
    message: string,
    readonly wait: number,
  ) {
    super(message);
  }
}

/** No further attempt can succeed. */
export class UndeliverableError extends Error {
  override readonly name = 'UndeliverableError';
}
