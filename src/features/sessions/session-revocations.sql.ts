import { endOf, type Revocation, type SessionStore } from './session.js';
import type { Database } from '../../platform/database/database.js';
import { prepareQuery } from '../../platform/database/prepared.js';
import { searchableText, storableOrNull } from '../../platform/database/text.js';
import type { SessionTables } from './session-with-user.sql.js';

type Revocations = Pick<
  SessionStore,
  'revoke' | 'revokeAllOfUser' | 'revokeBeyond' | 'revokeSince' | 'revokeAllOfActor' | 'revokeBatch'
>;

/** The most sessions that one statement ends: accounts of earlier versions have any number. */
const mostAtOnce = 10_000;

/** Every sign-in asks. Sessions of administrators as the user are counted apart from the user's own. */
function createRevokeBeyond(database: Database, idle: number): SessionStore['revokeBeyond'] {
  const prepare = (name: string, isActor: 'is' | 'is not') =>
    prepareQuery<SessionTables, { id: string }>(database, name, (prepared, parameter) =>
      prepared
        .updateTable('sessions')
        .set({ revoked_at: parameter<number>('at'), revoked_reason: parameter<string>('reason') })
        .where('id', 'in', (sessions) =>
          sessions
            .selectFrom('sessions')
            .select('id')
            .where('user_id', '=', parameter<string>('userId'))
            .where('id', '!=', parameter<string>('keep'))
            .where('actor_id', isActor, null)
            .where('revoked_at', 'is', null)
            .where('expires_at', '>', parameter<number>('at'))
            .$if(idle > 0, (alive) =>
              alive.where('last_used_at', '>', parameter<number>('usedAfter')),
            )
            .orderBy('created_at', 'desc')
            .orderBy('id', 'desc')
            .limit(mostAtOnce)
            .offset(parameter<number>('kept')),
        )
        .where('revoked_at', 'is', null)
        .returning('id'),
    );
  const ofUser = prepare('revoke_beyond', 'is');
  const ofActors = prepare('revoke_beyond_of_actors', 'is not');

  return async (keep, max, { at, reason }) => {
    const userId = storableOrNull(keep.userId);
    const values = { userId, keep: keep.id, kept: max - 1, at, usedAfter: at - idle, reason };
    const query = (keep.actorId === null ? ofUser : ofActors)(values);
    return (await database.write(query)).map(({ id }) => id);
  };
}

async function revokeBatch(
  database: Database,
  { at, reason }: Revocation,
  limit: number,
): Promise<number> {
  const { numUpdatedRows } = await database
    .tables<SessionTables>()
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
      .returning(['id', 'expires_at as expiresAt', 'last_used_at as lastUsedAt']);
  /** Those of them that were alive. */
  async function endedBy(revoking: ReturnType<typeof revoke>, { at }: Revocation) {
    return (await revoking.execute()).filter((session) => endOf(session, idle) > at);
  }
  async function countOf(...revoking: Parameters<typeof endedBy>): Promise<number> {
    return (await endedBy(...revoking)).length;
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

    revokeBeyond: createRevokeBeyond(database, idle),

    async revokeSince(id, userId, revocation) {
      const revoking = revoke(revocation)
        .where('user_id', '=', searchableText(userId))
        .where('actor_id', 'is', null)
        .where('id', '>=', searchableText(id));
      return (await endedBy(revoking, revocation)).map((session) => session.id);
    },

    revokeAllOfActor: (actorId, revocation) =>
      countOf(revoke(revocation).where('actor_id', '=', searchableText(actorId)), revocation),

    revokeBatch: (revocation, limit) => revokeBatch(database, revocation, limit),
  };
}
