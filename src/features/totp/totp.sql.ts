import type { Kysely } from 'kysely';
import type { Database } from '../../platform/database/database.js';
import { pruneBatch } from '../../platform/database/prune.js';
import { searchableText } from '../../platform/database/text.js';

/** An authenticator app of an account. Times are milliseconds since the Unix epoch. */
export interface TotpFactor {
  /** UUID version 7. */
  readonly id: string;
  readonly userId: string;
  /** The shared secret, encrypted; its context is the id. */
  readonly secret: string;
  readonly label: string | null;
  readonly createdAt: number;
  /** `null`: its first code was not shown yet. */
  readonly confirmedAt: number | null;
  readonly lastUsedAt: number | null;
}

/** The authenticator apps of accounts. Every method is one atomic statement. */
export interface TotpStore {
  /** Adds one that is to be confirmed before `expiresAt` (ms). */
  add(factor: TotpFactor, expiresAt: number): Promise<void>;
  /** One that waits for its first code at `now`. */
  findPending(id: string, userId: string, now: number): Promise<TotpFactor | undefined>;
  /** Those of these users that are confirmed, the first of them first. */
  listOf(userIds: readonly string[]): Promise<TotpFactor[]>;
  /** How many a user has at `now`, those included that wait for their first code. */
  count(userId: string, now: number): Promise<number>;
  /** Confirms one by its first code, which is used up: `false` if it does not wait any more. */
  confirm(id: string, step: number, now: number): Promise<boolean>;
  /** Uses up the code of a step, and of those before it: of any number of callers one gets `true`. */
  use(id: string, step: number, now: number): Promise<boolean>;
  /** Removes one that is confirmed: `false` if the user has none of this id. */
  remove(id: string, userId: string): Promise<boolean>;
  /** Removes all of a user. */
  removeAllOf(userId: string): Promise<void>;
  /** Removes up to `limit` that were not confirmed in time; returns how many. */
  prune(now: number, limit: number): Promise<number>;
}

interface TotpTables {
  totp_factors: {
    id: string;
    user_id: string;
    secret: string;
    label: string | null;
    created_at: number;
    confirmed_at: number | null;
    /** The last step whose code was used (RFC 6238 §5.2: once). */
    last_step: number | null;
    last_used_at: number | null;
    /** NULL once it is confirmed. */
    expires_at: number | null;
  };
}

export function createTotpStore(database: Database): TotpStore {
  const queries = database.tables<TotpTables>();
  return { ...readsOf(queries), ...changesOf(queries), ...removalsOf(queries) };
}

type Queries = Kysely<TotpTables>;

function readsOf(queries: Queries): Pick<TotpStore, 'findPending' | 'listOf' | 'count'> {
  const rows = () => queries.selectFrom('totp_factors').selectAll();
  return {
    async findPending(id, userId, now) {
      const row = await rows()
        .where('id', '=', searchableText(id))
        .where('user_id', '=', searchableText(userId))
        .where('confirmed_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      return row && toFactor(row);
    },

    async listOf(userIds) {
      if (userIds.length === 0) return [];
      const found = await rows()
        .where('user_id', 'in', userIds.map(searchableText))
        .where('confirmed_at', 'is not', null)
        .orderBy('id')
        .execute();
      return found.map(toFactor);
    },

    async count(userId, now) {
      const { factors } = await queries
        .selectFrom('totp_factors')
        .select(({ fn }) => fn.countAll<number>().as('factors'))
        .where('user_id', '=', searchableText(userId))
        .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', now)]))
        .executeTakeFirstOrThrow();
      return factors;
    },
  };
}

function changesOf(queries: Queries): Pick<TotpStore, 'add' | 'confirm' | 'use'> {
  return {
    async add(factor, expiresAt) {
      const row = fromFactor(factor, expiresAt);
      await queries.insertInto('totp_factors').values(row).execute();
    },

    async confirm(id, step, now) {
      const { numUpdatedRows } = await queries
        .updateTable('totp_factors')
        .set({ confirmed_at: now, last_step: step, last_used_at: now, expires_at: null })
        .where('id', '=', searchableText(id))
        .where('confirmed_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async use(id, step, now) {
      const { numUpdatedRows } = await queries
        .updateTable('totp_factors')
        .set({ last_step: step, last_used_at: now })
        .where('id', '=', searchableText(id))
        .where('confirmed_at', 'is not', null)
        .where((row) => row.or([row('last_step', 'is', null), row('last_step', '<', step)]))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}

function removalsOf(queries: Queries): Pick<TotpStore, 'remove' | 'removeAllOf' | 'prune'> {
  return {
    async remove(id, userId) {
      const { numDeletedRows } = await queries
        .deleteFrom('totp_factors')
        .where('id', '=', searchableText(id))
        .where('user_id', '=', searchableText(userId))
        .where('confirmed_at', 'is not', null)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async removeAllOf(userId) {
      await queries
        .deleteFrom('totp_factors')
        .where('user_id', '=', searchableText(userId))
        .execute();
    },

    prune: (now, limit) =>
      pruneBatch(queries, 'totp_factors', 'id', (old) => old.where('expires_at', '<', now), limit),
  };
}

type TotpRow = TotpTables['totp_factors'];

function toFactor(row: TotpRow): TotpFactor {
  return {
    id: row.id,
    userId: row.user_id,
    secret: row.secret,
    label: row.label,
    createdAt: row.created_at,
    confirmedAt: row.confirmed_at,
    lastUsedAt: row.last_used_at,
  };
}

function fromFactor(factor: TotpFactor, expiresAt: number): TotpRow {
  return {
    id: factor.id,
    user_id: factor.userId,
    secret: factor.secret,
    label: factor.label,
    created_at: factor.createdAt,
    confirmed_at: factor.confirmedAt,
    last_step: null,
    last_used_at: factor.lastUsedAt,
    expires_at: expiresAt,
  };
}
