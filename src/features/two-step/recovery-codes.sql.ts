import type { Database } from '../../platform/database/database.js';
import { searchableText } from '../../platform/database/text.js';

/** The recovery codes of accounts, as hashes. Every method is one atomic statement. */
export interface RecoveryCodeStore {
  /** Adds the codes of an account. */
  add(userId: string, codeHashes: readonly string[], createdAt: number): Promise<void>;
  /** Uses a code up: of any number of callers in any number of processes, one gets `true`. */
  use(userId: string, codeHash: string, now: number): Promise<boolean>;
  /** How many codes of an account have not been used. */
  countLeft(userId: string): Promise<number>;
  /** When each code of an account was made and used (ms), without the code. */
  listOf(userId: string): Promise<{ createdAt: number; usedAt: number | null }[]>;
  /** Removes all codes of an account. */
  removeAllOf(userId: string): Promise<void>;
}

interface RecoveryCodeTables {
  recovery_codes: {
    user_id: string;
    /** SHA-256, in base64url. */
    code_hash: string;
    created_at: number;
    used_at: number | null;
  };
}

export function createRecoveryCodeStore(database: Database): RecoveryCodeStore {
  const queries = database.tables<RecoveryCodeTables>();
  return {
    async add(userId, codeHashes, createdAt) {
      const row = { user_id: userId, created_at: createdAt, used_at: null };
      const rows = codeHashes.map((codeHash) => ({ ...row, code_hash: codeHash }));
      await queries.insertInto('recovery_codes').values(rows).execute();
    },

    async use(userId, codeHash, now) {
      const { numUpdatedRows } = await queries
        .updateTable('recovery_codes')
        .set({ used_at: now })
        .where('user_id', '=', searchableText(userId))
        .where('code_hash', '=', codeHash)
        .where('used_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async countLeft(userId) {
      const { left } = await queries
        .selectFrom('recovery_codes')
        .select(({ fn }) => fn.countAll<number>().as('left'))
        .where('user_id', '=', searchableText(userId))
        .where('used_at', 'is', null)
        .executeTakeFirstOrThrow();
      return left;
    },

    listOf: (userId) =>
      queries
        .selectFrom('recovery_codes')
        .select(['created_at as createdAt', 'used_at as usedAt'])
        .where('user_id', '=', searchableText(userId))
        .orderBy('code_hash')
        .execute(),

    async removeAllOf(userId) {
      await queries
        .deleteFrom('recovery_codes')
        .where('user_id', '=', searchableText(userId))
        .execute();
    },
  };
}
