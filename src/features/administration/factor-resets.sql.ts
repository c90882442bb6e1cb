import type { Database } from '../../platform/database/database.js';
import { pruneBatch } from '../../platform/database/prune.js';
import { searchableText } from '../../platform/database/text.js';

/** A reset of second factors that waits. Times are milliseconds since the Unix epoch. */
export interface FactorReset {
  /** UUID version 7. */
  readonly id: string;
  readonly userId: string;
  /** SHA-256 of what cancels it, in base64url. */
  readonly tokenHash: string;
  /** The administrator who asked for it. */
  readonly actorId: string;
  readonly requestedAt: number;
  readonly dueAt: number;
}

/** The resets that wait, at most one for each user. Every method is one atomic statement. */
export interface FactorResetStore {
  /** Adds one: `false`, and nothing is written, while another one of the user waits. */
  add(reset: FactorReset): Promise<boolean>;
  /** Those of these users that wait, in no order. */
  listOf(userIds: readonly string[]): Promise<FactorReset[]>;
  /** Takes one that is due at `now`: of this and `cancel`, in any number of processes, one gets it. */
  take(id: string, now: number): Promise<FactorReset | undefined>;
  /** Takes the one of this token, if it is not due at `now` yet. */
  cancel(tokenHash: string, now: number): Promise<FactorReset | undefined>;
  /** Removes the one of a user, if there is one. */
  removeOf(userId: string): Promise<void>;
  /** Removes up to `limit` that were due before a time (ms) and could not be done; returns how many. */
  prune(before: number, limit: number): Promise<number>;
}

interface FactorResetTables {
  factor_resets: {
    user_id: string;
    id: string;
    token_hash: string;
    actor_id: string;
    requested_at: number;
    due_at: number;
  };
}

const columns = [
  ...(['id', 'user_id as userId', 'token_hash as tokenHash', 'actor_id as actorId'] as const),
  ...(['requested_at as requestedAt', 'due_at as dueAt'] as const),
] as const;

export function createFactorResetStore(database: Database): FactorResetStore {
  const queries = database.tables<FactorResetTables>();
  return {
    async add({ id, userId, tokenHash, actorId, requestedAt, dueAt }) {
      const ids = { id, user_id: userId, token_hash: tokenHash, actor_id: actorId };
      const { numInsertedOrUpdatedRows = 0n } = await queries
        .insertInto('factor_resets')
        .values({ ...ids, requested_at: requestedAt, due_at: dueAt })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows > 0n;
    },

    async listOf(userIds) {
      if (userIds.length === 0) return [];
      return queries
        .selectFrom('factor_resets')
        .select(columns)
        .where('user_id', 'in', userIds.map(searchableText))
        .execute();
    },

    take: (id, now) =>
      queries
        .deleteFrom('factor_resets')
        .where('id', '=', searchableText(id))
        .where('due_at', '<=', now)
        .returning(columns)
        .executeTakeFirst(),

    cancel: (tokenHash, now) =>
      queries
        .deleteFrom('factor_resets')
        .where('token_hash', '=', tokenHash)
        .where('due_at', '>', now)
        .returning(columns)
        .executeTakeFirst(),

    async removeOf(userId) {
      await queries
        .deleteFrom('factor_resets')
        .where('user_id', '=', searchableText(userId))
        .execute();
    },

    prune: (before, limit) =>
      pruneBatch(queries, 'factor_resets', 'id', (old) => old.where('due_at', '<', before), limit),
  };
}
