import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { HeldName, ReservedUsername, ReservedUsernameStore } from './store.js';
import type { Database } from '../../platform/database/database.js';
import { pruneBatch } from '../../platform/database/prune.js';
import { searchableText } from '../../platform/database/text.js';

interface NameHoldTable {
  /** A hash of the name's key, so that the table names nobody. */
  key_hash: string;
  /** `null` once the account is gone. */
  user_id: string | null;
  ends_at: number;
  /** A hash of the first of `lookAlikeKeys`; NULL for a hold of a version before it. */
  look_alike_hash: string | null;
}

type Queries = Kysely<{ name_holds: NameHoldTable }>;

export function createReservedUsernameStore(database: Database): ReservedUsernameStore {
  const queries: Queries = database.tables();
  return {
    async find(usernameKey, now) {
      const row = await queries
        .selectFrom('name_holds')
        .selectAll()
        .where('key_hash', '=', hashOf(usernameKey))
        .where('ends_at', '>', now)
        .executeTakeFirst();
      return row && toHold(row);
    },

    isHeld: (name, now, except) => isHeld(queries, name, now, except),

    async put(usernameKey, { userId, endsAt }, lookAlikeKey) {
      const hash = lookAlikeKey === undefined ? null : hashOf(lookAlikeKey);
      const hold = { user_id: userId, ends_at: endsAt, look_alike_hash: hash };
      await queries
        .insertInto('name_holds')
        .values({ key_hash: hashOf(usernameKey), ...hold })
        .onConflict((conflict) => conflict.column('key_hash').doUpdateSet(hold))
        .execute();
    },

    async release(usernameKey) {
      await queries.deleteFrom('name_holds').where('key_hash', '=', hashOf(usernameKey)).execute();
    },

    async listOf(userId, now) {
      const rows = await queries
        .selectFrom('name_holds')
        .selectAll()
        .where('user_id', '=', searchableText(userId))
        .where('ends_at', '>', now)
        .orderBy('ends_at')
        .execute();
      return rows.map(toHold);
    },

    prune: (now, limit) =>
      pruneBatch(
        queries,
        'name_holds',
        'key_hash',
        (rows) => rows.where('ends_at', '<=', now),
        limit,
      ),
  };
}

async function isHeld(
  queries: Queries,
  { usernameKey, lookAlikeKeys }: HeldName,
  now: number,
  except: string | undefined,
): Promise<boolean> {
  let query = queries
    .selectFrom('name_holds')
    .select('key_hash')
    .where((holds) =>
      holds.or([
        holds('key_hash', '=', hashOf(usernameKey)),
        holds('look_alike_hash', 'in', lookAlikeKeys.map(hashOf)),
      ]),
    )
    .where('ends_at', '>', now)
    .limit(1);
  if (except !== undefined) {
    query = query.where((holds) =>
      holds.or([holds('user_id', 'is', null), holds('user_id', '<>', searchableText(except))]),
    );
  }
  return (await query.executeTakeFirst()) !== undefined;
}

function toHold({ user_id: userId, ends_at: endsAt }: NameHoldTable): ReservedUsername {
  return { userId, endsAt };
}

/** Of one length, and of any text: a name that nobody can have is held by nobody. */
function hashOf(usernameKey: string): string {
  return createHash('sha256').update(usernameKey).digest('base64url');
}
