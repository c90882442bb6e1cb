import type { Kysely } from 'kysely';
import { lookAlikeKeys } from './look-alikes.js';
import type { NameClaimStore } from './store.js';
import type { Database } from '../../platform/database/database.js';
import { searchableText } from '../../platform/database/text.js';
import type { UserTables } from './user-lookups.sql.js';

/** The row of `backfills`. */
const backfill = 'name_claims';

interface NameClaimTables extends UserTables {
  name_claims: {
    /** One of `lookAlikeKeys(username)`. */
    look_alike_key: string;
    user_id: string;
  };
  backfills: {
    name: string;
    /** The last row that was dealt with. */
    position: string;
  };
}

type Queries = Kysely<NameClaimTables>;

export function createNameClaimStore(database: Database): NameClaimStore {
  const queries: Queries = database.tables();
  return { ...createClaims(queries), ...createBackfill(queries) };
}

type Backfill = Pick<NameClaimStore, 'claimNext' | 'position' | 'savePosition'>;

function createClaims(queries: Queries): Omit<NameClaimStore, keyof Backfill> {
  return {
    async claim(keys, userId) {
      const { numInsertedOrUpdatedRows } = await queries
        .insertInto('name_claims')
        // In one order everywhere, so that two statements never wait for each other's rows.
        .values([...keys].sort().map((key) => ({ look_alike_key: key, user_id: userId })))
        // The row stays as it is; the row count shows that it is the user's own.
        .onConflict((conflict) =>
          conflict
            .column('look_alike_key')
            .doUpdateSet({ user_id: userId })
            .where('name_claims.user_id', '=', userId),
        )
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === BigInt(keys.length);
    },

    async keepOnly(keys, userId) {
      await queries
        .deleteFrom('name_claims')
        .where('user_id', '=', searchableText(userId))
        .where('look_alike_key', 'not in', keys.map(searchableText))
        .execute();
    },

    async ownerOf(keys) {
      const row = await queries
        .selectFrom('name_claims')
        .select('user_id')
        .where('look_alike_key', 'in', keys.map(searchableText))
        .limit(1)
        .executeTakeFirst();
      return row?.user_id;
    },
  };
}

function createBackfill(queries: Queries): Backfill {
  return {
    async claimNext(position, limit) {
      const users = await queries
        .selectFrom('users')
        .select(['users.id', 'users.username'])
        .select(({ exists, selectFrom }) =>
          exists(
            selectFrom('name_claims')
              .select('name_claims.user_id')
              .whereRef('name_claims.user_id', '=', 'users.id'),
          ).as('has_claim'),
        )
        .where('users.id', '>', position)
        .orderBy('users.id')
        .limit(limit)
        .execute();
      const claims = users
        .filter(({ has_claim: hasClaim }) => !hasClaim)
        .flatMap(({ id, username }) =>
          lookAlikeKeys(username).map((key) => ({ look_alike_key: key, user_id: id })),
        );
      if (claims.length > 0) {
        await queries
          .insertInto('name_claims')
          .values(claims)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
      return users.at(-1)?.id;
    },

    async position() {
      const row = await queries
        .selectFrom('backfills')
        .select('position')
        .where('name', '=', backfill)
        .executeTakeFirst();
      return row?.position ?? '';
    },

    async savePosition(position) {
      await queries
        .insertInto('backfills')
        .values({ name: backfill, position })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ position })
            .where('backfills.position', '<', position),
        )
        .execute();
    },
  };
}
