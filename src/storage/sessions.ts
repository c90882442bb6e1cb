import { sql } from 'kysely';
import type { Session } from '../sessions/session.js';
import type { SessionStore } from '../sessions/store.js';
import type { Database } from './database.js';
import { prepareQuery } from './prepared.js';
import { fromSession, sessionColumns, toSession, toUser } from './rows.js';
import { soughtText, storableOrNull } from './text.js';

export function createSessionStore(database: Database): SessionStore {
  const { queries } = database;

  return {
    async insert(session) {
      await queries.insertInto('sessions').values(fromSession(session)).execute();
    },

    findWithUser: createFindWithUser(database),

    async advance({ id, generation, now, rotatedAt }) {
      const { numUpdatedRows } = await queries
        .updateTable('sessions')
        .set((session) => ({
          generation: session('generation', '+', 1),
          last_used_at: now,
          rotated_at: rotatedAt === null ? null : timeOfRotation(database, rotatedAt),
        }))
        .where('id', '=', soughtText(id))
        .where('generation', '=', generation)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async recordAuthentication({ id, now, roles }) {
      const { numUpdatedRows } = await queries
        .updateTable('sessions')
        .set({ authenticated_at: now, last_used_at: now, roles: JSON.stringify(roles) })
        .where('id', '=', soughtText(id))
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    ...createRevocations(database),
    ...createListings(database),

    async prune(before, limit) {
      const { numDeletedRows } = await queries
        .deleteFrom('sessions')
        .where('id', 'in', (sessions) =>
          sessions
            .selectFrom('sessions')
            .select('id')
            .where('expires_at', '<', before)
            .limit(limit),
        )
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

type Listings = Pick<SessionStore, 'listOf' | 'listAlive' | 'listAliveOf'>;

function createListings({ queries }: Database): Listings {
  return {
    async listOf(userId, limit) {
      const rows = await queries
        .selectFrom('sessions')
        .selectAll()
        .where('user_id', '=', soughtText(userId))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.reverse().map(toSession);
    },

    listAlive: (userId, now) => listAliveOf([userId], now),
    listAliveOf,
  };

  async function listAliveOf(userIds: readonly string[], now: number): Promise<Session[]> {
    if (userIds.length === 0) return [];
    const rows = await queries
      .selectFrom('sessions')
      .selectAll()
      .where('user_id', 'in', userIds.map(soughtText))
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .orderBy('last_used_at', 'desc')
      .orderBy('id', 'desc')
      .execute();
    return rows.map(toSession);
  }
}

/**
 * A server that was frozen runs what it was sent when it thaws, long after the request has been given up:
 * the grace has to count from then, or the user's next try would look like theft.
 */
function timeOfRotation({ usesServerTime }: Database, rotatedAt: number) {
  if (!usesServerTime) return rotatedAt;
  const serverTime = sql`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`;
  return sql<number>`greatest(${rotatedAt}::bigint, ${serverTime})`;
}

type Revocations = Pick<
  SessionStore,
  'revoke' | 'revokeAllOfUser' | 'revokeAllOfActor' | 'revokeBatch'
>;

/** A session that has expired has ended: it keeps its row as it was, and is not counted. */
function createRevocations({ queries, kind }: Database): Revocations {
  const revoke = ({ at, reason }: Parameters<SessionStore['revokeBatch']>[0]) =>
    queries
      .updateTable('sessions')
      .set({ revoked_at: at, revoked_reason: reason })
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', at);

  return {
    async revoke(id, userId, revocation) {
      const { numUpdatedRows } = await revoke(revocation)
        .where('id', '=', soughtText(id))
        .where('user_id', '=', soughtText(userId))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async revokeAllOfUser(userId, revocation, exceptId) {
      const id = soughtText(userId);
      let query = revoke(revocation).where((session) =>
        session.or([session('user_id', '=', id), session('actor_id', '=', id)]),
      );
      if (exceptId !== undefined) query = query.where('id', '!=', exceptId);
      return Number((await query.executeTakeFirst()).numUpdatedRows);
    },

    async revokeAllOfActor(actorId, revocation) {
      const query = revoke(revocation).where('actor_id', '=', soughtText(actorId));
      return Number((await query.executeTakeFirst()).numUpdatedRows);
    },

    async revokeBatch({ at, reason }, limit) {
      const { numUpdatedRows } = await queries
        // Materialized: the planner must not run a query with a limit and locks more than once.
        .with(
          (cte) => cte('batch').materialized(),
          (batch) =>
            batch
              .selectFrom('sessions')
              .select('id')
              .where('revoked_at', 'is', null)
              .where('expires_at', '>', at)
              .orderBy('user_id')
              .limit(limit)
              // Two callers at once each end sessions of their own, instead of the same ones.
              .$if(kind === 'postgres', (query) => query.forUpdate()),
        )
        .updateTable('sessions')
        .set({ revoked_at: at, revoked_reason: reason })
        .where('id', 'in', (sessions) => sessions.selectFrom('batch').select('batch.id'))
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },
  };
}

/** The hot path of every request. */
function createFindWithUser(database: Database): SessionStore['findWithUser'] {
  const query = prepareQuery(database, 'session_with_user', (queries, parameter) =>
    queries
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      // By name: a prepared `*` fails once a migration adds a column.
      .select(sessionColumns.map((column) => `sessions.${column}` as const))
      .select([
        'users.username',
        'users.email',
        'users.email_verified',
        'users.roles as user_roles',
        'users.created_at as user_created_at',
        'users.disabled_at',
        'users.locale',
        'users.display_name',
        'users.public_metadata',
      ])
      .where('sessions.id', '=', parameter<string>('id')),
  );
  return async (id) => {
    const row = await database.first(query({ id: storableOrNull(id) }));
    if (row === undefined) return undefined;
    // Written out: to spread a row costs as much as to read it.
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
  };
}
