import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import {
  integer,
  integerOrNull,
  namesOf,
  text,
  textOrNull,
  type RowOf,
} from '../../platform/database/columns.js';
import type { Database } from '../../platform/database/database.js';
import { prepareQuery } from '../../platform/database/prepared.js';
import { searchableText, storableOrNull } from '../../platform/database/text.js';
import type { UserLookup, UserStore, User } from './user.js';
import { emailKey, usernameKey } from './identifiers.js';
import type { Metadata } from './metadata.js';

/** What an account is made of, and what every look-up reads. */
const accountTable = {
  id: text,
  username: text,
  email: textOrNull,
  email_verified: integer,
  /** A JSON array of strings. */
  roles: text,
  created_at: integer,
  disabled_at: integerOrNull,
  two_step_since: integerOrNull,
  invited_at: integerOrNull,
  /** A BCP 47 tag. */
  locale: textOrNull,
  display_name: textOrNull,
  /** A JSON object. */
  public_metadata: text,
};

type AccountRow = RowOf<typeof accountTable>;

/** Other columns are read only where needed, such as the hash before a password check. */
export interface UserTable extends AccountRow {
  /** `usernameKey(username)`: what is unique. */
  username_key: string;
  /** `emailKey(email)`: unique among the verified ones. */
  email_key: string | null;
  password_hash: string;
  /** `usernameKey(displayName)`: what a search looks at. */
  display_name_key: string | null;
  /** A JSON object. */
  private_metadata: string;
}

export interface UserTables {
  users: UserTable;
}

/** An account in a row, beside columns of other tables: `id` is `user_id` in it. */
export type UserRow = { [Name in keyof AccountRow as `user_${Name}`]: AccountRow[Name] };

type UserColumn = {
  [Name in keyof AccountRow]: `users.${Name} as user_${Name}`;
}[keyof AccountRow];

/** The columns of a `UserRow`. */
export const userColumns = namesOf(accountTable).map(
  (name) => `users.${name} as user_${name}`,
) as UserColumn[];

export function toUser(row: UserRow): User {
  return {
    id: row.user_id,
    username: row.user_username,
    email: row.user_email,
    emailVerified: row.user_email_verified === 1,
    roles: parseRoles(row.user_roles),
    createdAt: row.user_created_at,
    disabledAt: row.user_disabled_at,
    twoStepSince: row.user_two_step_since,
    invitedAt: row.user_invited_at,
    locale: row.user_locale,
    displayName: row.user_display_name,
    publicMetadata: parseMetadata(row.user_public_metadata),
  };
}

export function fromUser(user: User, passwordHash: string): UserTable {
  return {
    id: user.id,
    username: user.username,
    username_key: usernameKey(user.username),
    email: user.email,
    email_key: user.email === null ? null : emailKey(user.email),
    email_verified: user.emailVerified ? 1 : 0,
    password_hash: passwordHash,
    roles: JSON.stringify(user.roles),
    created_at: user.createdAt,
    disabled_at: user.disabledAt,
    two_step_since: user.twoStepSince,
    invited_at: user.invitedAt,
    locale: user.locale,
    ...fromDisplayName(user.displayName),
    public_metadata: JSON.stringify(user.publicMetadata),
    private_metadata: '{}',
  };
}

export function fromDisplayName(
  name: string | null,
): Pick<UserTable, 'display_name' | 'display_name_key'> {
  return { display_name: name, display_name_key: name === null ? null : usernameKey(name) };
}

const noMetadata: Metadata = Object.freeze({});

/** Only what `checkedMetadata` has let through is stored. Most have none: nothing to parse on the hot path. */
export function parseMetadata(text: string): Metadata {
  return text === '{}' ? noMetadata : (JSON.parse(text) as Metadata);
}

/** A value that is not a list of names, for instance after a manual edit, grants nothing. */
export function parseRoles(text: string): string[] {
  // Most have none: nothing to parse on the hot path.
  if (text === '[]') return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  return Array.isArray(value) && value.every((role) => typeof role === 'string') ? value : [];
}

type Lookups = Pick<UserStore, 'find' | 'findMany' | 'findCredentials' | 'list'>;

export function createLookups(database: Database): Lookups {
  const queries = database.tables<UserTables>();
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
        .where('id', 'in', ids.map(searchableText))
        .execute();
      return rows.map(toUser);
    },

    async findCredentials(lookup) {
      const [kind = '', sought = ''] = Object.entries<string>(lookup).flat();
      const query = prepareQuery<UserTables, UserRow & { password_hash: string }>(
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
      if (after !== undefined) query = query.where('id', '>', searchableText(after));
      return (await query.execute()).map(toUser);
    },
  };
}

type Condition = (users: ExpressionBuilder<UserTables, 'users'>) => Expression<SqlBool>;

/**
 * Whom a lookup means.
 * @param sought what a text becomes in the statement: itself, or its placeholder in a prepared one
 */
export function matching(
  lookup: UserLookup,
  sought: typeof searchableText = searchableText,
): Condition {
  if ('id' in lookup) return (users) => users('id', '=', sought(lookup.id));
  if ('usernameKey' in lookup) {
    return (users) => users('username_key', '=', sought(lookup.usernameKey));
  }
  if ('emailKey' in lookup) {
    return (users) =>
      users('users.id', '=', ({ selectFrom }) =>
        selectFrom('users as named')
          .select('named.id')
          .where('named.email_key', '=', sought(lookup.emailKey))
          .orderBy('named.email_verified', 'desc')
          // Imported accounts keep ids of other systems, which say nothing of their time.
          .orderBy('named.created_at', 'desc')
          .orderBy('named.id', 'desc')
          .limit(1),
      );
  }
  return (users) =>
    users.and([
      users('email_key', '=', sought(lookup.verifiedEmailKey)),
      // Literal, because SQLite uses the index of verified addresses only if it can read the condition.
      users('email_verified', '=', users.lit(1)),
    ]);
}
