import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import { firstEventIdAt } from '../../platform/events/event.js';
import type { Window } from '../../platform/graphql/page.js';
import { emailKey, usernameKey } from '../accounts/identifiers.js';
import { eventColumns, shownEvent, type EventTables } from '../../platform/events/store.sql.js';
import type { Database } from '../../platform/database/database.js';
import type { DatabaseKind } from '../../platform/database/storage.js';
import { contains, searchableText } from '../../platform/database/text.js';
import { hasRole } from '../accounts/store.sql.js';
import { toUser, userColumns, type UserTables } from '../accounts/user-lookups.sql.js';
import type { DirectoryStore, EventFilter, UserFilter } from './directory.js';

export function createDirectoryStore(database: Database): DirectoryStore {
  const queries = database.tables<EventTables & UserTables>();
  return {
    async users({ filter, order, window }) {
      // Both have an index of their own.
      const key = order.by === 'creation' ? 'id' : 'username_key';
      const rows = await queries
        .selectFrom('users')
        .select(userColumns)
        .where((users) => users.and(conditionsOf(users, database, filter)))
        .where(within(window, key, order.descending))
        .orderBy(key, directionOf(window, order.descending))
        .limit(window.limit)
        .execute();
      return inOrder(rows, window).map(toUser);
    },

    async events({ filter, window }) {
      if (filter.types?.length === 0) return [];
      const rows = await queries
        .selectFrom('audit_events')
        .select(eventColumns)
        .where((events) => events.and(eventConditionsOf(events, filter)))
        .where(within(window, 'id', true))
        .orderBy('id', directionOf(window, true))
        .limit(window.limit)
        .execute();
      return inOrder(rows, window).map(shownEvent);
    },
  };
}

function directionOf({ fromEnd }: Window, descending: boolean): 'asc' | 'desc' {
  return descending === fromEnd ? 'asc' : 'desc';
}

/** From the end, the rows were read backwards. */
function inOrder<Row>(rows: Row[], { fromEnd }: Window): Row[] {
  return fromEnd ? rows.reverse() : rows;
}

function within({ after, before }: Window, key: string, descending: boolean): Expression<SqlBool> {
  const column = sql.ref(key);
  const [behind, ahead] = descending ? [sql.raw('<'), sql.raw('>')] : [sql.raw('>'), sql.raw('<')];
  const bounds = [
    ...(after === undefined ? [] : [sql`${column} ${behind} ${searchableText(after)}`]),
    ...(before === undefined ? [] : [sql`${column} ${ahead} ${searchableText(before)}`]),
  ];
  return bounds.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${sql.join(bounds, sql` and `)}`;
}

type Users = ExpressionBuilder<UserTables, 'users'>;

function conditionsOf(users: Users, database: Database, filter: UserFilter) {
  const { search, role, disabled, emailVerified, createdFrom, createdUntil } = filter;
  const conditions: Expression<SqlBool>[] = [];
  if (search !== undefined) conditions.push(users.or(mentions(database.kind, search)));
  if (role !== undefined) conditions.push(hasRole(database, role));
  if (disabled !== undefined) {
    conditions.push(users('disabled_at', disabled ? 'is not' : 'is', null));
  }
  if (emailVerified !== undefined) {
    conditions.push(users('email_verified', '=', emailVerified ? 1 : 0));
  }
  if (createdFrom !== undefined) conditions.push(users('created_at', '>=', createdFrom));
  if (createdUntil !== undefined) conditions.push(users('created_at', '<', createdUntil));
  return conditions;
}

function mentions(kind: DatabaseKind, text: string): Expression<SqlBool>[] {
  const name = usernameKey(text);
  return [
    contains(kind, 'username_key', name),
    contains(kind, 'display_name_key', name),
    contains(kind, 'email_key', emailKey(text)),
  ];
}

type Events = ExpressionBuilder<EventTables, 'audit_events'>;

/** Times become ids, which are ordered by them: the index of the list then finds them. */
function eventConditionsOf(events: Events, filter: EventFilter) {
  const { id, userId, actorId, types, from, until } = filter;
  const conditions: Expression<SqlBool>[] = [];
  if (id !== undefined) conditions.push(events('id', '=', searchableText(id)));
  if (userId !== undefined) conditions.push(events('user_id', '=', searchableText(userId)));
  if (actorId !== undefined) conditions.push(events('actor_id', '=', searchableText(actorId)));
  if (types !== undefined) conditions.push(events('type', 'in', types));
  if (from !== undefined) conditions.push(events('id', '>=', firstEventIdAt(from)));
  if (until !== undefined) conditions.push(events('id', '<', firstEventIdAt(until)));
  return conditions;
}
