import type { Kysely } from 'kysely';
import { endOf, type Session, type Revocation, type SessionStore } from './session.js';
import type { Database } from '../../platform/database/database.js';
import { searchableText } from '../../platform/database/text.js';
import { isAlive, type SessionTables } from './session-with-user.sql.js';

type Revocations = Pick<
  SessionStore,
  'revoke' | 'revokeAllOfUser' | 'revokeBeyond' | 'revokeAllOfActor' | 'revokeBatch'
>;

/** The most sessions that one statement ends: accounts of earlier versions have any number. */
const mostAtOnce = 10_000;

async function revokeBeyond(
  { queries, idle }: { queries: Kysely<SessionTables>; idle: number },
  keep: Session,
  max: number,
  { at, reason }: Revocation,
): Promise<string[]> {
  const rows = await queries
    .updateTable('sessions')
    .set({ revoked_at: at, revoked_reason: reason })
    .where('id', 'in', (sessions) =>
      sessions
        .selectFrom('sessions')
        .select('id')
        .where('user_id', '=', searchableText(keep.userId))
        .where('id', '!=', keep.id)
        .where('actor_id', keep.actorId === null ? 'is' : 'is not', null)
        .where(isAlive(idle, at))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(mostAtOnce)
        .offset(max - 1),
    )
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * A session that has expired has ended: it keeps its row as it was, and is not counted. One that was idle for too long
 * is not counted either, but revoked: a longer limit must not bring it back.
 */
export function createRevocations(database: Database, idle: number): Revocations {
  const queries = database.tables<SessionTables>();
  const revoke = ({ at, reason }: Parameters<SessionStore['revokeBatch']>[0]) =>
    queries
      .updateTable('sessions')
      .set({ revoked_at: at, revoked_reason: reason })
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', at)
      .returning(['expires_at as expiresAt', 'last_used_at as lastUsedAt']);
  /** How many of them were alive. */
  async function countOf(revoking: ReturnType<typeof revoke>, { at }: Revocation): Promise<number> {
    return (await revoking.execute()).filter((session) => endOf(session, idle) > at).length;
  }

  return {
    async revoke(id, userId, revocation) {
      const revoking = revoke(revocation)
        .where('id', '=', searchableText(id))
        .where('user_id', '=', searchableText(userId));
      return (await countOf(revoking, revocation)) > 0;
    },

    async revokeAllOfUser(userId, revocation, exceptId) {
      const id = searchableText(userId);
      let query = revoke(revocation).where((session) =>
        session.or([session('user_id', '=', id), session('actor_id', '=', id)]),
      );
      if (exceptId !== undefined) query = query.where('id', '!=', exceptId);
      return countOf(query, revocation);
    },

    revokeBeyond: (keep, max, revocation) => revokeBeyond({ queries, idle }, keep, max, revocation),

    revokeAllOfActor: (actorId, revocation) =>
      countOf(revoke(revocation).where('actor_id', '=', searchableText(actorId)), revocation),

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
              .$if(database.kind === 'postgres', (query) => query.forUpdate()),
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
