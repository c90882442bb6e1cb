import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Database } from '../../platform/database/database.js';
import { prepareQuery, type PlaceFor } from '../../platform/database/prepared.js';
import { pruneBatch } from '../../platform/database/prune.js';
import type { StoreMakers } from '../../platform/database/stores.js';
import { createRevocations } from './session-revocations.sql.js';
import {
  createFindWithUser,
  createRotate,
  fromSession,
  isAlive,
  sessionColumns,
  toSession,
  type SessionRow,
  type SessionTables,
} from './session-with-user.sql.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { sessionReasons } from './facts.js';
import { isTwoStepRefusal } from '../../platform/database/faults.js';
import { searchableText } from '../../platform/database/text.js';
import { matching } from '../accounts/user-lookups.sql.js';
import type { Authentication, SessionStore, SessionStores } from './session.js';

type Queries = Kysely<SessionTables>;

/** What makes the store of sessions. @param idle milliseconds for which a session may be idle; 0: to its end */
export function sessionStores(idle: number): StoreMakers<Pick<SessionStores, 'sessions'>> {
  return { sessions: (database) => createSessionStore(database, idle) };
}

function createSessionStore(database: Database, idle: number): SessionStore {
  const queries: Queries = database.tables();
  const insertion = prepareQuery(database, 'insert_session', (prepared: Queries, parameter) =>
    prepared.insertInto('sessions').values(placesOf(parameter)),
  );

  return {
    async insert(session) {
      try {
        await database.write(insertion(fromSession(session)));
      } catch (error) {
        throw isTwoStepRefusal(error)
          ? new AuthError(sessionReasons.MFA_REQUIRED, { cause: error })
          : error;
      }
    },

    findWithUser: createFindWithUser(database, idle),
    rotate: createRotate(database, idle),
    async rotationKey(id) {
      const row = await queries
        .selectFrom('sessions')
        .select('rotation_key')
        .where('id', '=', searchableText(id))
        .executeTakeFirst();
      return row?.rotation_key ?? null;
    },
    ...createAuthentications(queries, idle),
    ...createRevocations(database, idle),
    ...createListings(queries, idle),

    prune: (before, limit) =>
      pruneBatch(
        queries,
        'sessions',
        'id',
        (rows) =>
          rows.where((session) =>
            session.or([
              session('expires_at', '<', before),
              ...(idle === 0 ? [] : [session('last_used_at', '<', before - idle)]),
            ]),
          ),
        limit,
      ),
  };
}

type Places = { [Column in keyof SessionRow]: RawBuilder<SessionRow[Column]> };

/** A place for each column of a new session. */
function placesOf(parameter: PlaceFor): Places {
  const places = sessionColumns.map((column) => [column, parameter(column)]);
  return Object.fromEntries(places) as Places;
}

type Authentications = Pick<SessionStore, 'recordAuthentication' | 'renew'>;

function createAuthentications(queries: Queries, idle: number): Authentications {
  const record = ({ id, now, roles, amr, acr, authenticatedAt = now }: Authentication) =>
    queries
      .updateTable('sessions')
      .set({
        authenticated_at: authenticatedAt,
        last_used_at: now,
        roles: JSON.stringify(roles),
        amr: JSON.stringify(amr),
        acr,
      })
      .where('id', '=', searchableText(id))
      .where(isAlive(idle, now));

  return {
    async recordAuthentication(change) {
      return (await record(change).executeTakeFirst()).numUpdatedRows > 0n;
    },

    async renew(change) {
      const { numUpdatedRows } = await record(change)
        .set((session) => ({
          generation: session('generation', '+', 1),
          rotated_at: null,
          rotation_key: null,
        }))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}

/** Addresses of one user that are looked at. */
const maxAddresses = 1000;

type Listings = Pick<SessionStore, 'listOf' | 'listAliveOf' | 'addressesOf'>;

function createListings(queries: Queries, idle: number): Listings {
  const read = (row: SessionRow) => toSession(row, idle);
  return {
    async listOf(userId, limit, before) {
      const rows = await queries
        .selectFrom('sessions')
        .selectAll()
        .where('user_id', '=', searchableText(userId))
        .$if(before !== undefined, (query) => query.where('id', '<', searchableText(before ?? '')))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.reverse().map(read);
    },

    async addressesOf(of, now) {
      const rows = await queries
        .selectFrom('sessions')
        .select('ip_address')
        .distinct()
        .where('user_id', '=', (users) =>
          users.selectFrom('users').select('users.id').where(matching(of)),
        )
        .where(isAlive(idle, now))
        .where('actor_id', 'is', null)
        .limit(maxAddresses)
        .execute();
      return rows.flatMap(({ ip_address: address }) => (address === null ? [] : [address]));
    },

    async listAliveOf(userIds, now, limit) {
      if (userIds.length === 0) return [];
      if (limit === undefined) return (await alive(userIds, now).execute()).map(read);
      const place = sql<number>`row_number() over
        (partition by user_id order by last_used_at desc, id desc)`;
      const rows = await queries
        .selectFrom(alive(userIds, now).select(place.as('place')).as('sessions'))
        .select(sessionColumns)
        .where('place', '<=', limit)
        .orderBy('last_used_at', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return rows.map(read);
    },
  };

  function alive(userIds: readonly string[], now: number) {
    return queries
      .selectFrom('sessions')
      .select(sessionColumns)
      .where('user_id', 'in', userIds.map(searchableText))
      .where(isAlive(idle, now))
      .orderBy('last_used_at', 'desc')
      .orderBy('id', 'desc');
  }
}
