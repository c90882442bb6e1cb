import { sql, type Compilable, type ExpressionBuilder, type Kysely, type RawBuilder } from 'kysely';
import type { Database } from '../../platform/database/database.js';
import { prepareQuery, type PlaceFor } from '../../platform/database/prepared.js';
import type { Schema, SessionTable } from '../../platform/database/schema.js';
import { storableOrNull } from '../../platform/database/text.js';
import { toUser, type UserRow, parseRoles } from '../accounts/user-lookups.sql.js';
import type { RevocationReason, Session, SessionAndUser, SessionStore } from './session.js';

/** All of a session's row. */
export const sessionColumns = [
  'id',
  'user_id',
  'generation',
  'roles',
  'created_at',
  'authenticated_at',
  'rotated_at',
  'last_used_at',
  'expires_at',
  'revoked_at',
  'revoked_reason',
  'user_agent',
  'ip_address',
  'actor_id',
  'amr',
  'acr',
] as const satisfies readonly (keyof SessionTable)[];

export function toSession(row: SessionTable): Session {
  return {
    id: row.id,
    userId: row.user_id,
    generation: row.generation,
    roles: parseRoles(row.roles),
    createdAt: row.created_at,
    authenticatedAt: row.authenticated_at,
    rotatedAt: row.rotated_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    // Only `fromSession` and `revoke…` write it.
    revokedReason: row.revoked_reason as RevocationReason | null,
    userAgent: row.user_agent,
    ipAddress: row.ip_address,
    actorId: row.actor_id,
    amr: row.amr === null ? [] : parseRoles(row.amr),
    // An earlier version began it, which knew one factor only.
    acr: row.acr ?? (row.actor_id === null ? 'aal1' : null),
  };
}

export function fromSession(session: Session) {
  return {
    id: session.id,
    user_id: session.userId,
    generation: session.generation,
    roles: JSON.stringify(session.roles),
    created_at: session.createdAt,
    authenticated_at: session.authenticatedAt,
    rotated_at: session.rotatedAt,
    last_used_at: session.lastUsedAt,
    expires_at: session.expiresAt,
    revoked_at: session.revokedAt,
    revoked_reason: session.revokedReason,
    user_agent: session.userAgent,
    ip_address: session.ipAddress,
    actor_id: session.actorId,
    amr: JSON.stringify(session.amr),
    acr: session.acr,
  } satisfies SessionTable;
}

/** A session beside its user, whose columns have names of their own where both have one. */
type Row = SessionTable &
  Omit<UserRow, 'id' | 'roles' | 'created_at'> & { user_roles: string; user_created_at: number };

/** The columns of the user, and what they are called beside the session's. */
const joinedUserColumns = [
  ['username', 'username'],
  ['email', 'email'],
  ['email_verified', 'email_verified'],
  ['roles', 'user_roles'],
  ['created_at', 'user_created_at'],
  ['disabled_at', 'disabled_at'],
  ['locale', 'locale'],
  ['display_name', 'display_name'],
  ['public_metadata', 'public_metadata'],
] as const;

/** By name: a prepared `*` fails once a migration adds a column. */
const columns = [
  ...sessionColumns.map((column) => `sessions.${column}` as const),
  ...joinedUserColumns.map(([column, name]) => `users.${column} as ${name}` as const),
];

/** What every request with an access token asks. */
export function createFindWithUser(database: Database): SessionStore['findWithUser'] {
  const query = prepareQuery<Row>(database, 'session_with_user', (queries, parameter) =>
    queries
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .select(columns)
      .where('sessions.id', '=', parameter<string>('id')),
  );
  return async (id) => toSessionAndUser(await database.first(query({ id: storableOrNull(id) })));
}

/** What every refresh asks: one statement, which tells what the answer depends on as it is then. */
export function createRotate(database: Database): SessionStore['rotate'] {
  const build = database.kind === 'postgres' ? rotateAndJoin : rotateAndLookUp;
  const query = prepareQuery<Row>(database, 'rotate_session', (queries, parameter) =>
    build(rotation(database, queries, parameter)),
  );
  return async ({ id, userId, generation, now, keys }) => {
    const values = {
      id: storableOrNull(id),
      userId: storableOrNull(userId),
      generation,
      now,
      nextKey: keys?.next ?? null,
      // No hash is empty, so this one is that of no rotation.
      previousKey: keys?.previous ?? '',
    };
    return toSessionAndUser(await database.write(query(values)));
  };
}

type Rotation = ReturnType<typeof rotation>;

function rotateAndJoin(rotating: Rotation): Compilable<Row> {
  return rotating
    .from('users')
    .whereRef('users.id', '=', 'sessions.user_id')
    .where('users.disabled_at', 'is', null)
    .returning(columns);
}

/** SQLite returns no column of another table, but what is looked up in it. */
function rotateAndLookUp(rotating: Rotation): Compilable<Row> {
  return rotating
    .where(({ exists, selectFrom }) =>
      exists(ownUser(selectFrom).select('users.id').where('users.disabled_at', 'is', null)),
    )
    .returning(sessionColumns)
    .returning(({ selectFrom }) =>
      joinedUserColumns.map(([column, name]) =>
        ownUser(selectFrom).select(`users.${column}`).as(name),
      ),
    );
}

function ownUser(selectFrom: ExpressionBuilder<Schema, 'sessions'>['selectFrom']) {
  return selectFrom('users').whereRef('users.id', '=', 'sessions.user_id');
}

/** The guarded UPDATE whose row count decides. */
function rotation(database: Database, queries: Kysely<Schema>, parameter: PlaceFor) {
  return queries
    .updateTable('sessions')
    .set((session) => ({
      generation: session('sessions.generation', '+', 1),
      last_used_at: parameter<number>('now'),
      rotated_at: timeOfRotation(database, parameter<number>('now')),
      rotation_key: parameter<string | null>('nextKey'),
    }))
    .where('sessions.id', '=', parameter<string>('id'))
    .where('sessions.user_id', '=', parameter<string>('userId'))
    .where('sessions.generation', '=', parameter<number>('generation'))
    .where('sessions.actor_id', 'is', null)
    .where('sessions.revoked_at', 'is', null)
    .where('sessions.expires_at', '>', parameter<number>('now'))
    .where('sessions.rotation_key', 'is distinct from', parameter<string>('previousKey'));
}

/**
 * A server that was frozen runs what it was sent when it thaws, long after the request has been given up:
 * the grace has to count from then, or the user's next try would look like theft.
 */
function timeOfRotation({ usesServerTime }: Database, now: RawBuilder<number>): RawBuilder<number> {
  if (!usesServerTime) return now;
  const serverTime = sql`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`;
  return sql<number>`greatest(${now}::bigint, ${serverTime})`;
}

/** Written out: to spread a row costs as much as to read it. */
function toSessionAndUser(row: Row | undefined): SessionAndUser | undefined {
  if (row === undefined) return undefined;
  const user = toUser({
    id: row.user_id,
    username: row.username,
    email: row.email,
    email_verified: row.email_verified,
    roles: row.user_roles,
    created_at: row.user_created_at,
    disabled_at: row.disabled_at,
    locale: row.locale,
    display_name: row.display_name,
    public_metadata: row.public_metadata,
  });
  return { session: toSession(row), user };
}
