import {
  sql,
  type Compilable,
  type ExpressionBuilder,
  type Generated,
  type Kysely,
  type RawBuilder,
} from 'kysely';
import {
  integer,
  integerOrNull,
  namesOf,
  text,
  textOrNull,
  type RowOf,
} from '../../platform/database/columns.js';
import type { Database } from '../../platform/database/database.js';
import { prepareQuery, type PlaceFor } from '../../platform/database/prepared.js';
import { storableOrNull } from '../../platform/database/text.js';
import {
  toUser,
  userColumns,
  type UserRow,
  type UserTables,
  parseRoles,
} from '../accounts/user-lookups.sql.js';
import {
  endOf,
  type RevocationReason,
  type Session,
  type SessionAndUser,
  type SessionStore,
} from './session.js';

/** What a session is made of. */
const sessionTable = {
  id: text,
  user_id: text,
  generation: integer,
  /** A JSON array of strings. */
  roles: text,
  created_at: integer,
  authenticated_at: integer,
  rotated_at: integerOrNull,
  last_used_at: integer,
  expires_at: integer,
  revoked_at: integerOrNull,
  revoked_reason: textOrNull,
  user_agent: textOrNull,
  ip_address: textOrNull,
  actor_id: textOrNull,
  /** A JSON array of strings; NULL in sessions that an earlier version began. */
  amr: textOrNull,
  /** NULL in sessions that an earlier version began, and in those of administrators as the user. */
  acr: textOrNull,
};

export const sessionColumns = namesOf(sessionTable);

export type SessionRow = RowOf<typeof sessionTable>;

/** Sessions build on accounts: queries often need both. */
export interface SessionTables extends UserTables {
  sessions: SessionRow & {
    /** SHA-256 of the last rotation's idempotency key, session and generation. Only a refresh reads it. */
    rotation_key: Generated<string | null>;
  };
}

/** @param idle see `endOf` */
export function toSession(row: SessionRow, idle: number): Session {
  return {
    id: row.id,
    userId: row.user_id,
    generation: row.generation,
    roles: parseRoles(row.roles),
    createdAt: row.created_at,
    authenticatedAt: row.authenticated_at,
    rotatedAt: row.rotated_at,
    lastUsedAt: row.last_used_at,
    expiresAt: endOf({ expiresAt: row.expires_at, lastUsedAt: row.last_used_at }, idle),
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
  } satisfies SessionRow;
}

/** A session beside its user. */
type Row = SessionRow & UserRow;

/** The session has the user's id already. */
const joinedColumns = userColumns.filter((column) => column !== 'users.id as user_id');

const columns = [
  ...sessionColumns.map((column) => `sessions.${column}` as const),
  ...joinedColumns,
];

/** What every request with an access token asks. */
export function createFindWithUser(database: Database, idle: number): SessionStore['findWithUser'] {
  const query = prepareQuery<SessionTables, Row>(
    database,
    'session_with_user',
    (queries, parameter) =>
      queries
        .selectFrom('sessions')
        .innerJoin('users', 'users.id', 'sessions.user_id')
        .select(columns)
        .where('sessions.id', '=', parameter<string>('id')),
  );
  return async (id) =>
    toSessionAndUser(await database.first(query({ id: storableOrNull(id) })), idle);
}

/** The statement of every refresh, which also returns everything that the answer depends on. */
export function createRotate(database: Database, idle: number): SessionStore['rotate'] {
  const build = database.kind === 'postgres' ? rotateAndJoin : rotateAndLookUp;
  const query = prepareQuery<SessionTables, Row>(database, 'rotate_session', (queries, parameter) =>
    build(rotation({ database, idle, queries, parameter })),
  );
  return async ({ id, userId, generation, now, keys }) => {
    const values = {
      id: storableOrNull(id),
      userId: storableOrNull(userId),
      generation,
      now,
      ...(idle > 0 && { usedAfter: now - idle }),
      nextKey: keys?.next ?? null,
      // No hash is empty, so this one is that of no rotation.
      previousKey: keys?.previous ?? '',
    };
    const [row] = await database.write(query(values));
    return toSessionAndUser(row, idle);
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
      joinedColumns.map((column) => {
        const [, name] = column.split(' as ') as [string, keyof UserRow];
        return ownUser(selectFrom).select(column).as(name);
      }),
    );
}

function ownUser(selectFrom: ExpressionBuilder<SessionTables, 'sessions'>['selectFrom']) {
  return selectFrom('users').whereRef('users.id', '=', 'sessions.user_id');
}

/** The guarded UPDATE whose row count decides. */
function rotation({
  database,
  idle,
  queries,
  parameter,
}: {
  database: Database;
  idle: number;
  queries: Kysely<SessionTables>;
  parameter: PlaceFor;
}) {
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
    .$if(idle > 0, (query) =>
      query.where('sessions.last_used_at', '>', parameter<number>('usedAfter')),
    )
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

function toSessionAndUser(row: Row | undefined, idle: number): SessionAndUser | undefined {
  return row && { session: toSession(row, idle), user: toUser(row) };
}

type Sessions = ExpressionBuilder<SessionTables, 'sessions'>;

/** Whether a session is alive at a time: not revoked, not expired, not idle for too long. */
export function isAlive(idle: number, now: number) {
  return (session: Sessions) =>
    session.and([
      session('revoked_at', 'is', null),
      session('expires_at', '>', now),
      ...(idle === 0 ? [] : [session('last_used_at', '>', now - idle)]),
    ]);
}
