import type { AuditEvent, EventType, NewEvent } from './event.js';

export interface AuditFilter {
  readonly userId?: string;
  readonly actorId?: string;
  readonly type?: EventType;
  /** Only events after the one of this id. */
  readonly after?: string;
  /** Only events before the one of this id. */
  readonly before?: string;
  readonly limit: number;
}

/** What the audit log needs of a database. */
export interface AuditStore {
  /**
   * Adds events: those without a key all or none, and one that is there already not again. An event whose key has a
   * row adds its `count` to that row, in whichever process it happened, and moves `lastAt`; the row keeps its id, its
   * time and its client.
   */
  append(events: readonly NewEvent[]): Promise<void>;
  /** The latest `limit` matching events, or with `after` the first ones after it; the oldest first. */
  list(filter: AuditFilter): Promise<AuditEvent[]>;
  /**
   * Takes addresses and user agents out of up to `limit` events that this user caused, on the own account or
   * on another as an administrator; returns how many. What an administrator did to the user keeps those of
   * the administrator.
   */
  eraseClients(userId: string, limit: number): Promise<number>;
  /** Removes up to `limit` events from before a time (ms); returns how many. */
  prune(before: number, limit: number): Promise<number>;
}
