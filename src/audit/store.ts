import type { AuditEvent, EventType } from './event.js';

export interface AuditFilter {
  readonly userId?: string;
  readonly type?: EventType;
  /** Only events after the one of this id. */
  readonly after?: string;
  readonly limit: number;
}

/** What the audit log needs of a database. */
export interface AuditStore {
  /** Adds events, all or none. */
  append(events: readonly AuditEvent[]): Promise<void>;
  /** The latest `limit` matching events, or with `after` the first ones after it; the oldest first. */
  list(filter: AuditFilter): Promise<AuditEvent[]>;
  /** Removes up to `limit` events from before a time (ms); returns how many. */
  prune(before: number, limit: number): Promise<number>;
}
