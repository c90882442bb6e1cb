import { sql, type ExpressionBuilder, type Kysely, type RawBuilder } from 'kysely';
import type { OneTimeTokenStore, StoredOneTimeToken, StoredPurpose } from './store.js';
import type { Database } from '../database/database.js';
import { pruneBatch } from '../database/prune.js';
import { searchableText } from '../database/text.js';

interface Secret {
  token_hash: string;
  code_hash: string;
  code_guesses: number;
  /** The address that the secret was sent to. */
  email: string;
  created_at: number;
  expires_at: number;
}

type SecretAt<Place extends string> = {
  [Column in keyof Secret as `${Column}${Place}`]: Secret[Column] | null;
};

/** A row has the newest secret of a subject and purpose, and the two before it. */
interface SecretTable extends Secret, SecretAt<'_2'>, SecretAt<'_3'> {
  /** The id of a user, or the key of an e-mail address: unique together with the purpose. */
  subject: string;
  purpose: string;
  /** NULL for a decoy. */
  user_id: string | null;
}

/** What the columns of each secret end with, the newest first. */
const places = ['', '_2', '_3'] as const;

interface SecretTables {
  one_time_secrets: SecretTable;
}

type Queries = Kysely<SecretTables>;

export function createOneTimeTokenStore(database: Database): OneTimeTokenStore {
  const queries: Queries = database.tables();
  return { ...createTokens(queries), ...createCodes(queries), ...createRest(queries) };
}

type Tokens = Pick<OneTimeTokenStore, 'add' | 'find' | 'consume'>;

function createTokens(queries: Queries): Tokens {
  return {
    async add(secret) {
      const row = fromSecret(secret);
      await queries
        .insertInto('one_time_secrets')
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(['subject', 'purpose']).doUpdateSet({ ...row, ...movedBack() }),
        )
        .execute();
    },

    async find({ purpose, tokenHash }, now) {
      const row = await queries
        .selectFrom('one_time_secrets')
        .selectAll()
        .where('purpose', '=', purpose)
        .where(isAlive('token_hash', tokenHash, now))
        .executeTakeFirst();
      return row && toSecrets(row).find((secret) => secret.tokenHash === tokenHash);
    },

    async consume({ purpose, tokenHash }, now) {
      const row = await queries
        .deleteFrom('one_time_secrets')
        .where('purpose', '=', purpose)
        .where(isAlive('token_hash', tokenHash, now))
        .returningAll()
        .executeTakeFirst();
      return row && toSecrets(row).find((secret) => secret.tokenHash === tokenHash);
    },
  };
}

/** Makes room for a newer secret. What another user had at this address ends. */
function movedBack(): Record<keyof SecretAt<'_2'> | keyof SecretAt<'_3'>, RawBuilder<never>> {
  const columns = ['token_hash', 'code_hash', 'code_guesses', 'email', 'created_at', 'expires_at'];
  const before = (column: string) => sql<never>`
    case when one_time_secrets.user_id is not distinct from excluded.user_id
    then ${sql.ref(`one_time_secrets.${column}`)} end`;
  const moved = columns.flatMap((column) => [
    [`${column}_2`, before(column)],
    [`${column}_3`, before(`${column}_2`)],
  ]);
  return Object.fromEntries(moved) as ReturnType<typeof movedBack>;
}

/** Whether one of the secrets of a row has this hash, and has not expired. */
function isAlive(column: 'token_hash' | 'code_hash', hash: string, now: number) {
  return (secret: ExpressionBuilder<SecretTables, 'one_time_secrets'>) =>
    secret.or(
      places.map((place) =>
        secret.and([
          secret(`${column}${place}`, '=', hash),
          secret(`expires_at${place}`, '>', now),
        ]),
      ),
    );
}

function createCodes(
  queries: Queries,
): Pick<OneTimeTokenStore, 'countAttempt' | 'refundAttempt' | 'consumeByCode'> {
  return {
    async countAttempt({ purpose, subject }, now, most) {
      const left = (place: '_2' | '_3') => sql<string | null>`
        case when ${sql.ref(`code_guesses${place}`)} < ${most}
        then ${sql.ref(`code_hash${place}`)} end`;
      const { numUpdatedRows } = await queries
        .updateTable('one_time_secrets')
        .set((secret) => ({
          code_guesses: secret('code_guesses', '+', 1),
          code_guesses_2: secret('code_guesses_2', '+', 1),
          code_guesses_3: secret('code_guesses_3', '+', 1),
          code_hash_2: left('_2'),
          code_hash_3: left('_3'),
        }))
        .where('subject', '=', searchableText(subject))
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now)
        // The newest has had the fewest.
        .where('code_guesses', '<', most)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async refundAttempt({ purpose, subject }) {
      await queries
        .updateTable('one_time_secrets')
        .set((secret) => ({
          code_guesses: secret('code_guesses', '-', 1),
          code_guesses_2: secret('code_guesses_2', '-', 1),
          code_guesses_3: secret('code_guesses_3', '-', 1),
        }))
        .where('subject', '=', searchableText(subject))
        .where('purpose', '=', purpose)
        .where('code_guesses', '>', 0)
        .execute();
    },

    async consumeByCode({ purpose, subject }, codeHash, now) {
      const row = await queries
        .deleteFrom('one_time_secrets')
        .where('subject', '=', searchableText(subject))
        .where('purpose', '=', purpose)
        .where(isAlive('code_hash', codeHash, now))
        .returningAll()
        .executeTakeFirst();
      return row && toSecrets(row).find((secret) => secret.codeHash === codeHash);
    },
  };
}

/** What stays when the secrets of a user end. */
const keptPurposes: readonly StoredPurpose[] = ['confirmed', 'deny-sign-in'];

type Rest = Pick<OneTimeTokenStore, 'listOf' | 'removeAllOfUser' | 'prune'>;

function createRest(queries: Queries): Rest {
  return {
    async listOf(userId, now) {
      const rows = await queries
        .selectFrom('one_time_secrets')
        .selectAll()
        .where('user_id', '=', searchableText(userId))
        .execute();
      return rows
        .flatMap(toSecrets)
        .filter(({ expiresAt }) => expiresAt > now)
        .sort((one, other) => one.expiresAt - other.expiresAt);
    },

    async removeAllOfUser(userId) {
      const { numDeletedRows } = await queries
        .deleteFrom('one_time_secrets')
        .where('user_id', '=', searchableText(userId))
        .where('purpose', 'not in', keptPurposes)
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

function fromSecret(secret: StoredOneTimeToken) {
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

/** The secrets of a row, the newest first. */
function toSecrets(row: SecretTable): StoredOneTimeToken[] {
  return places.flatMap((place) => {
    const [tokenHash, email] = [row[`token_hash${place}`], row[`email${place}`]];
    const [createdAt, expiresAt] = [row[`created_at${place}`], row[`expires_at${place}`]];
    if (tokenHash === null || email === null || createdAt === null || expiresAt === null) return [];
    return {
      subject: row.subject,
      // Only `add` writes it.
      purpose: row.purpose as StoredPurpose,
      tokenHash,
      codeHash: row[`code_hash${place}`] ?? '',
      userId: row.user_id,
      email,
      createdAt,
      expiresAt,
    };
  });
}
