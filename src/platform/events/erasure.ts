import type { AuditStore } from './store.js';

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
