import { sql, type ExpressionBuilder, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import { createNameClaimStore } from './name-claims.sql.js';
import { createProofs } from './proofs.sql.js';
import { createReservedUsernameStore } from './reserved-usernames.sql.js';
import type { AccountStores } from './store.js';
import type { User, InsertOutcome, UserStore } from './user.js';
import type { Database } from '../../platform/database/database.js';
import { prepareQuery } from '../../platform/database/prepared.js';
import type { StoreMakers } from '../../platform/database/stores.js';
import { contains, searchableText, storableOrNull } from '../../platform/database/text.js';
import {
  createLookups,
  fromUser,
  toUser,
  userColumns,
  type UserRow,
  type UserTables,
} from './user-lookups.sql.js';

/** What makes the stores of accounts. */
export const accountStores: StoreMakers<AccountStores> = {
  users: createUserStore,
  reservedUsernames: createReservedUsernameStore,
  nameClaims: createNameClaimStore,
};

export function createUserStore(database: Database): UserStore {
  return {
    insert: (user, passwordHash) => insertUser(database, user, passwordHash),
    ...createLookups(database),
    ...createHolds(database),
    ...createProofs(database.tables()),
    ...createStates(database.tables()),
  };
}

type Holds = Pick<UserStore, 'lockCredentials' | 'lockUser' | 'lockUsersWithRole'>;

/** In SQLite a transaction is the only writer from its beginning: no row needs a lock. */
function createHolds(database: Database): Holds {
  const queries = database.tables<UserTables>();
  const locks = database.kind === 'postgres';
  const holding = prepareQuery<UserTables, UserRow>(
    database,
    'hold_credentials',
    (prepared, parameter) =>
      prepared
        .selectFrom('users')
        .select(userColumns)
        .where('id', '=', parameter<string>('id'))
        .where('password_hash', '=', parameter<string>('hash'))
        .where('disabled_at', 'is', null)
        // Exclusive: sign-ins of one user wait for each other, for each counts the sessions that there are.
        .$if(locks, (query) => query.forNoKeyUpdate()),
  );
  return {
    async lockCredentials(id, passwordHash) {
      requireTransaction(queries);
      const values = { id: storableOrNull(id), hash: storableOrNull(passwordHash) };
      const row = await database.first(holding(values));
      return row && toUser(row);
    },

    async lockUser(id) {
      requireTransaction(queries);
      const row = await queries
        .selectFrom('users')
        .select(userColumns)
        .where('id', '=', searchableText(id))
        // Rows that only refer to the account may be written meanwhile.
        .$if(locks, (query) => query.forNoKeyUpdate())
        .executeTakeFirst();
      return row && toUser(row);
    },

    async lockUsersWithRole(id, role) {
      requireTransaction(queries);
      const isOther = (users: Users) =>
        users.and([users('disabled_at', 'is', null), hasRole(database, role)]);
      const rows = await queries
        .selectFrom('users')
        .select(userColumns)
        // By indexes, which an "or" would not use.
        .where('id', 'in', ({ selectFrom }) =>
          selectFrom('users')
            .select('id')
            .where(isOther)
            .unionAll(selectFrom('users').select('id').where('id', '=', searchableText(id))),
        )
        // Asked again of a row that was changed while we waited for it.
        .where((users) => users.or([users('id', '=', searchableText(id)), isOther(users)]))
        .orderBy('id')
        .$if(locks, (query) => query.forNoKeyUpdate())
        .execute();
      return rows.map(toUser);
    },
  };
}

function requireTransaction({ isTransaction }: Kysely<UserTables>): void {
  if (!isTransaction) throw new TypeError('nothing is held outside a transaction');
}

type States = Pick<
  UserStore,
  'setDisabledAt' | 'setTwoStepSince' | 'setInvitedAt' | 'setRoles' | 'delete'
>;

/** What an account may do, and what it needs for it. */
function createStates(queries: Kysely<UserTables>): States {
  return {
    async setDisabledAt(id, disabledAt) {
      const { numUpdatedRows } = await queries
        .updateTable('users')
        .set({ disabled_at: disabledAt })
        .where('id', '=', searchableText(id))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async setTwoStepSince(id, since) {
      const { numUpdatedRows } = await queries
        .updateTable('users')
        .set({ two_step_since: since })
        .where('id', '=', searchableText(id))
        .where('two_step_since', since === null ? 'is not' : 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async setInvitedAt(id, invitedAt) {
      await queries
        .updateTable('users')
        .set({ invited_at: invitedAt })
        .where('id', '=', searchableText(id))
        .execute();
    },

    async setRoles(id, roles) {
      const { numUpdatedRows } = await queries
        .updateTable('users')
        .set({ roles: JSON.stringify(roles) })
        .where('id', '=', searchableText(id))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async delete(id) {
      const { numDeletedRows } = await queries
        .deleteFrom('users')
        .where('id', '=', searchableText(id))
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

type Users = ExpressionBuilder<UserTables, 'users'>;
async function insertUser(
  database: Database,
  user: User,
  passwordHash: string,
): Promise<InsertOutcome> {
  const row = fromUser(user, passwordHash);
  const { numInsertedOrUpdatedRows } = await database
    .tables<UserTables>()
    .insertInto('users')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) return 'inserted';

  const { find } = createLookups(database);
  if (await find({ usernameKey: row.username_key })) return 'username_taken';
  const verifiedEmailKey = user.emailVerified ? row.email_key : null;
  if (verifiedEmailKey !== null && (await find({ verifiedEmailKey }))) return 'email_taken';
  return 'id_taken';
}

/** As an element of the JSON array. The first condition is literal, for the index of accounts with roles. */
export function hasRole({ kind }: Database, role: string): RawBuilder<SqlBool> {
  const element = JSON.stringify(role);
  return sql<SqlBool>`(roles <> '[]' and ${contains(kind, 'roles', element)})`;
}
