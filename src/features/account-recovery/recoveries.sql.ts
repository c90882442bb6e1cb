import type { Database } from '../../platform/database/database.js';
import { searchableText } from '../../platform/database/text.js';

/** A recovery of an account by a code. Times are milliseconds since the Unix epoch. */
export interface AccountRecovery {
  readonly requestedAt: number;
  /** From when on the code signs in. */
  readonly opensAt: number;
}

/** A code that someone shows, for an account. */
export interface ShownCode {
  /** `''` for an account that no code opens: the statements are the same, and find nothing. */
  readonly userId: string;
  readonly codeHash: string;
}

/**
 * The recoveries of accounts, one for each recovery code at most: what ends the code ends its recovery. Every method is
 * one atomic statement. A recovery whose `opensAt` is not after `lapsed` (ms) counts for nothing.
 */
export interface AccountRecoveryStore {
  /** Begins one by a code that was not used: `false` if there is no such code, or if one waits by it. */
  begin(shown: ShownCode, recovery: AccountRecovery, lapsed: number): Promise<boolean>;
  /** The one of a code that was not used. */
  find(shown: ShownCode, lapsed: number): Promise<AccountRecovery | undefined>;
  /** Uses up a code that opens at `now`: of any number of callers in any number of processes, one gets `true`. */
  open(shown: ShownCode, now: number, lapsed: number): Promise<boolean>;
  /** Uses up the codes of all that wait for an account; returns how many. */
  cancelAllOf(userId: string, now: number, lapsed: number): Promise<number>;
  /** Those of these users that wait, the first to open first. */
  listWaiting(
    userIds: readonly string[],
    lapsed: number,
  ): Promise<(AccountRecovery & { readonly userId: string })[]>;
  /** All of a user that were ever begun by the present codes. */
  listOf(userId: string): Promise<AccountRecovery[]>;
}

interface RecoveryTables {
  recovery_codes: {
    user_id: string;
    code_hash: string;
    used_at: number | null;
    recovery_requested_at: number | null;
    recovery_opens_at: number | null;
  };
}

export function createAccountRecoveryStore(database: Database): AccountRecoveryStore {
  const queries = database.tables<RecoveryTables>();
  const recoveries = () =>
    queries
      .selectFrom('recovery_codes')
      .where('recovery_requested_at', 'is not', null)
      .where('recovery_opens_at', 'is not', null)
      .select(['recovery_requested_at as requestedAt', 'recovery_opens_at as opensAt'])
      .$narrowType<{ requestedAt: number; opensAt: number }>()
      .orderBy('recovery_opens_at')
      .orderBy('code_hash');
  const waiting = (lapsed: number) =>
    recoveries().where('used_at', 'is', null).where('recovery_opens_at', '>', lapsed);

  return {
    ...createChanges(database),

    find: ({ userId, codeHash }, lapsed) =>
      waiting(lapsed)
        .where('user_id', '=', searchableText(userId))
        .where('code_hash', '=', codeHash)
        .executeTakeFirst(),

    async listWaiting(userIds, lapsed) {
      if (userIds.length === 0) return [];
      return waiting(lapsed)
        .select('user_id as userId')
        .where('user_id', 'in', userIds.map(searchableText))
        .execute();
    },

    listOf: (userId) => recoveries().where('user_id', '=', searchableText(userId)).execute(),
  };
}

function createChanges(
  database: Database,
): Pick<AccountRecoveryStore, 'begin' | 'open' | 'cancelAllOf'> {
  const queries = database.tables<RecoveryTables>();
  /** Codes are used up by one that recovers, as by one that is a second step (`two-step/recovery-codes.sql.ts`). */
  const useUp = (userId: string, now: number, lapsed: number) =>
    queries
      .updateTable('recovery_codes')
      .set({ used_at: now })
      .where('user_id', '=', searchableText(userId))
      .where('used_at', 'is', null)
      .where('recovery_opens_at', '>', lapsed);

  return {
    async begin({ userId, codeHash }, { requestedAt, opensAt }, lapsed) {
      const { numUpdatedRows } = await queries
        .updateTable('recovery_codes')
        .set({ recovery_requested_at: requestedAt, recovery_opens_at: opensAt })
        .where('user_id', '=', searchableText(userId))
        .where('code_hash', '=', codeHash)
        .where('used_at', 'is', null)
        .where((code) =>
          code.or([code('recovery_opens_at', 'is', null), code('recovery_opens_at', '<=', lapsed)]),
        )
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async open({ userId, codeHash }, now, lapsed) {
      const { numUpdatedRows } = await useUp(userId, now, lapsed)
        .where('code_hash', '=', codeHash)
        .where('recovery_opens_at', '<=', now)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async cancelAllOf(userId, now, lapsed) {
      const { numUpdatedRows } = await useUp(userId, now, lapsed).executeTakeFirst();
      return Number(numUpdatedRows);
    },
  };
}
