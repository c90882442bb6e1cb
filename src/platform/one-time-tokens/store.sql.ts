import type { Kysely } from 'kysely';
import type { OneTimeTokenStore, OneTimeTokenPurpose, StoredOneTimeToken } from './store.js';
import type { Database } from '../database/database.js';
import { pruneBatch } from '../database/prune.js';
import { searchableText } from '../database/text.js';

interface SecretTable {
  /** The id of a user, or the key of an e-mail address: unique together with the purpose. */
  subject: string;
  purpose: string;
  token_hash: string;
  code_hash: string;
  code_guesses: number;
  /** NULL for a decoy. */
  user_id: string | null;
  /** The address that the secret was sent to. */
  email: string;
  created_at: number;
  expires_at: number;
}

type Queries = Kysely<{ one_time_secrets: SecretTable }>;

export function createOneTimeTokenStore(database: Database): OneTimeTokenStore {
  const queries: Queries = database.tables();
  return { ...createTokens(queries), ...createCodes(queries), ...createRest(queries) };
}

type Tokens = Pick<OneTimeTokenStore, 'replace' | 'find' | 'consume'>;

function createTokens(queries: Queries): Tokens {
  return {
    async replace(secret) {
      const row = fromSecret(secret);
      await queries
        .insertInto('one_time_secrets')
        .values(row)
        .onConflict((conflict) => conflict.columns(['subject', 'purpose']).doUpdateSet(row))
        .execute();
    },

    async find({ purpose, tokenHash }, now) {
      const row = await queries
        .selectFrom('one_time_secrets')
        .selectAll()
        .where('token_hash', '=', tokenHash)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      return row && toSecret(row);
    },

    async consume({ purpose, tokenHash }, now) {
      const row = await queries
        .deleteFrom('one_time_secrets')
        .where('token_hash', '=', tokenHash)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now)
        .returningAll()
        .executeTakeFirst();
      return row && toSecret(row);
    },
  };
}

function createCodes(queries: Queries): Pick<OneTimeTokenStore, 'countAttempt' | 'consumeByCode'> {
  return {
    async countAttempt({ purpose, subject }, now, most) {
      const { numUpdatedRows } = await queries
        .updateTable('one_time_secrets')
        .set((secret) => ({ code_guesses: secret('code_guesses', '+', 1) }))
        .where('subject', '=', searchableText(subject))
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now)
        .where('code_guesses', '<', most)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async consumeByCode({ purpose, subject }, codeHash, now) {
      const row = await queries
        .deleteFrom('one_time_secrets')
        .where('subject', '=', searchableText(subject))
        .where('purpose', '=', purpose)
        .where('code_hash', '=', codeHash)
        .where('expires_at', '>', now)
        .returningAll()
        .executeTakeFirst();
      return row && toSecret(row);
    },
  };
}

type Rest = Pick<OneTimeTokenStore, 'listOf' | 'removeAllOfUser' | 'prune'>;

function createRest(queries: Queries): Rest {
  return {
    async listOf(userId, now) {
      const rows = await queries
        .selectFrom('one_time_secrets')
        .selectAll()
        .where('user_id', '=', searchableText(userId))
        .where('expires_at', '>', now)
        .orderBy('expires_at')
        .execute();
      return rows.map(toSecret);
    },

    async removeAllOfUser(userId) {
      const { numDeletedRows } = await queries
        .deleteFrom('one_time_secrets')
        .where('user_id', '=', searchableText(userId))
        .executeTakeFirst();
      return Number(numDeletedRows);
    },

    prune: (now, limit) =>
      pruneBatch(
        queries,
        'one_time_secrets',
        'token_hash',
        (rows) => rows.where('expires_at', '<=', now),
        limit,
      ),
  };
}

function fromSecret(secret: StoredOneTimeToken): SecretTable {
  return {
    subject: secret.subject,
    purpose: secret.purpose,
    token_hash: secret.tokenHash,
    code_hash: secret.codeHash,
    code_guesses: 0,
    user_id: secret.userId,
    email: secret.email,
    created_at: secret.createdAt,
    expires_at: secret.expiresAt,
  };
}

function toSecret(row: SecretTable): StoredOneTimeToken {
  return {
    subject: row.subject,
    // Only `replace` writes it.
    purpose: row.purpose as OneTimeTokenPurpose,
    tokenHash: row.token_hash,
    codeHash: row.code_hash,
    userId: row.user_id,
    email: row.email,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
