import type { Database } from '../../platform/database/database.js';
import { pruneBatch } from '../../platform/database/prune.js';

/** The tokens that were used up. Every method is one atomic statement. */
export interface UsedTokenStore {
  /** Uses a token up: of any number of callers in any number of processes, one gets `true`. */
  use(id: string, expiresAt: number): Promise<boolean>;
  /** Removes up to `limit` that had expired before `now`; returns how many. */
  prune(now: number, limit: number): Promise<number>;
}

interface UsedTokenTables {
  used_tokens: { id: string; expires_at: number };
}

export function createUsedTokenStore(database: Database): UsedTokenStore {
  const queries = database.tables<UsedTokenTables>();
  return {
    async use(id, expiresAt) {
      const { numInsertedOrUpdatedRows = 0n } = await queries
        .insertInto('used_tokens')
        .values({ id, expires_at: expiresAt })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows > 0n;
    },

    prune: (now, limit) =>
      pruneBatch(queries, 'used_tokens', 'id', (rows) => rows.where('expires_at', '<', now), limit),
  };
}
