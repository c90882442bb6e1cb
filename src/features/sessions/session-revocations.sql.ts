import type { Kysely } from 'kysely';
import type { Session, Revocation, SessionStore } from './session.js';
import type { Database } from '../../platform/database/database.js';
import { searchableText } from '../../platform/database/text.js';
import type { SessionTables } from './session-with-user.sql.js';

type Revocations = Pick<
  SessionStore,
  'revoke' | 'revokeAllOfUser' | 'revokeBeyond' | 'revokeAllOfActor' | 'revokeBatch'
>;

/** The most sessions that one statement ends: accounts of earlier versions have any number. */
const mostAtOnce = 10_000;

async function revokeBeyond(
  queries: Kysely<SessionTables>,
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
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', at)
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

/** A session that has expired has ended: it keeps its row as it was, and is not counted. */
export function createRevocations(database: Database): Revocations {
  const queries = database.tables<SessionTables>();
  const revoke = ({ at, reason }: Parameters<SessionStore['revokeBatch']>[0]) =>
    queries
      .updateTable('sessions')
      .set({ revoked_at: at, revoked_reason: reason })
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', at);

  return {
    async revoke(id, userId, revocation) {
      const { numUpdatedRows } = await revoke(revocation)
        .where('id', '=', searchableText(id))
        .where('user_id', '=', searchableText(userId))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async revokeAllOfUser(userId, revocation, exceptId) {
      const id = searchableText(userId);
      let query = revoke(revocation).where((session) =>
        session.or([session('user_id', '=', id), session('actor_id', '=', id)]),
      );
      if (exceptId !== undefined) query = query.where('id', '!=', exceptId);
      return Number((await query.executeTakeFirst()).numUpdatedRows);
    },

    revokeBeyond: (keep, max, revocation) => revokeBeyond(queries, keep, max, revocation),

    async revokeAllOfActor(actorId, revocation) {
      const query = revoke(revocation).where('actor_id', '=', searchableText(actorId));
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
