import type { AuditEvent, NewEvent } from './event.js';

export interface AuditFilter {
  readonly userId?: string;
  readonly actorId?: string;
  readonly type?: string;
  /** One of these. */
  readonly types?: readonly string[];
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

/** Events changed by one statement, so that none holds its locks for long. */
const batchSize = 500;

/**
 * Takes addresses and user agents out of what a deleted user did and met with. The events stay: by an id
 * that names nobody any more, they still tell what happened to the service.
 */
export async function eraseClients(store: AuditStore, userId: string): Promise<void> {
  while ((await store.eraseClients(userId, batchSize)) === batchSize);
}

/**
 * Does so for all users whose deletion was recorded after the event `after`: the process that deleted them may
 * have ended too early, and other processes stored events of theirs later.
 */
export async function eraseDeleted(store: AuditStore, after: string): Promise<void> {
  const deletions = await store.list({ type: 'user.deleted', after, limit: batchSize });
  for (const { userId } of deletions) if (userId !== null) await eraseClients(store, userId);
  const last = deletions.at(-1);
  if (last !== undefined && deletions.length === batchSize) await eraseDeleted(store, last.id);
}
