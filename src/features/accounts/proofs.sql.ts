import type { Kysely } from 'kysely';
import { isDuplicate } from '../../platform/database/faults.js';
import { searchableText } from '../../platform/database/text.js';
import { declinedPassword, hashesOfNothing } from '../../platform/password-hashing/hasher.js';
import { emailKey } from './identifiers.js';
import type { UserStore } from './user.js';
import type { UserTables } from './user-lookups.sql.js';

type Proofs = Pick<
  UserStore,
  | 'replacePasswordHash'
  | 'setPasswordHash'
  | 'setFirstPasswordHash'
  | 'removePassword'
  | 'withPassword'
  | 'setVerifiedEmail'
>;

/** What its owner proves an account by. Every change of a hash ends an invitation, in the same statement. */
export function createProofs(queries: Kysely<UserTables>): Proofs {
  const changing = (id: string, next: string) =>
    queries
      .updateTable('users')
      .set({ password_hash: next, invited_at: null })
      .where('id', '=', searchableText(id));
  return {
    async replacePasswordHash(id, expected, next) {
      const { numUpdatedRows } = await changing(id, next)
        .where('password_hash', '=', searchableText(expected))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async setPasswordHash(id, next) {
      const { numUpdatedRows } = await changing(id, next).executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async setFirstPasswordHash(id, next) {
      const { numUpdatedRows } = await changing(id, next)
        .where('password_hash', 'in', hashesOfNothing)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async removePassword(id) {
      const { numUpdatedRows } = await changing(id, declinedPassword)
        .where('password_hash', 'not in', hashesOfNothing)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async withPassword(ids) {
      if (ids.length === 0) return new Set();
      const rows = await queries
        .selectFrom('users')
        .select('id')
        .where('id', 'in', ids.map(searchableText))
        .where('password_hash', 'not in', hashesOfNothing)
        .execute();
      return new Set(rows.map(({ id }) => id));
    },

    async setVerifiedEmail(id, email) {
      try {
        const { numUpdatedRows } = await queries
          .updateTable('users')
          .set({ email, email_key: emailKey(email), email_verified: 1 })
          .where('id', '=', searchableText(id))
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
  };
}
