import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { UserLookup, UserStore } from './store.js';
import type { Database } from '../../platform/database/database.js';
import { prepareQuery } from '../../platform/database/prepared.js';
import type { Schema } from '../../platform/database/schema.js';
import { soughtText, storableOrNull } from '../../platform/database/text.js';
import { toUser, userColumns, type UserRow } from './user-rows.js';

type Lookups = Pick<UserStore, 'find' | 'findMany' | 'findCredentials' | 'list'>;

export function createLookups(database: Database): Lookups {
  const { queries } = database;
  return {
    async find(lookup) {
      const row = await queries
        .selectFrom('users')
        .select(userColumns)
        .where(matching(lookup))
        .executeTakeFirst();
      return row && toUser(row);
    },

    async findMany(ids) {
      if (ids.length === 0) return [];
      const rows = await queries
        .selectFrom('users')
        .select(userColumns)
        .where('id', 'in', ids.map(soughtText))
        .execute();
      return rows.map(toUser);
    },

    async findCredentials(lookup) {
      const [kind = '', sought = ''] = Object.entries<string>(lookup).flat();
      const query = prepareQuery<UserRow & { password_hash: string }>(
        database,
        `credentials_by_${kind}`,
        (prepared, parameter) =>
          prepared
            .selectFrom('users')
            .select([...userColumns, 'password_hash'])
            .where(matching(lookup, () => parameter<string>('sought'))),
      );
      const row = await database.first(query({ sought: storableOrNull(sought) }));
      return row && { user: toUser(row), passwordHash: row.password_hash };
    },

    async list({ after, limit }) {
      let query = queries.selectFrom('users').select(userColumns).orderBy('id').limit(limit);
      if (after !== undefined) query = query.where('id', '>', soughtText(after));
      return (await query.execute()).map(toUser);
    },
  };
}

type Condition = (users: ExpressionBuilder<Schema, 'users'>) => Expression<SqlBool>;

/** Whom a lookup means. @param sought what a text becomes in the statement: itself, or the place for it in a prepared one */
export function matching(lookup: UserLookup, sought: typeof soughtText = soughtText): Condition {
  if ('id' in lookup) return (users) => users('id', '=', sought(lookup.id));
  if ('usernameKey' in lookup) {
    return (users) => users('username_key', '=', sought(lookup.usernameKey));
  }
  return (users) =>
    users.and([
      users('email_key', '=', sought(lookup.verifiedEmailKey)),
      // Literal, because SQLite uses the index of verified addresses only if it can read the condition.
      users('email_verified', '=', users.lit(1)),
    ]);
}
