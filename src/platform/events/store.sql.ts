import { sql, type Expression, type Kysely, type RawBuilder } from 'kysely';
import { mergeCounted, type AuditEvent, type EventDetail, type NewEvent } from './event.js';
import type { AuditStore } from './store.js';
import { boundedClient, userAgentMaxLength } from '../client-info.js';
import type { Database } from '../database/database.js';
import {
  integer,
  integerOrNull,
  namesOf,
  text,
  textOrNull,
  type RowOf,
} from '../database/columns.js';
import { prepareQuery } from '../database/prepared.js';
import { pruneBatch } from '../database/prune.js';
import { searchableText } from '../database/text.js';

/** What an event is made of, but for the user agent, of which no more is read than is shown. */
const eventTable = {
  id: text,
  at: integer,
  type: text,
  user_id: textOrNull,
  session_id: textOrNull,
  ip_address: textOrNull,
  /** A JSON object. */
  detail: text,
  actor_id: textOrNull,
  /** How often it happened. */
  count: integer,
  /** NULL: only at `at`. */
  last_at: integerOrNull,
};

export interface EventRow extends RowOf<typeof eventTable> {
  user_agent: string | null;
}

interface StoredEventRow extends EventRow {
  /** A hash of what is counted in this row; NULL for an event of its own. */
  count_key: string | null;
}

const storedColumns = [...namesOf(eventTable), 'user_agent', 'count_key'] as const;

type Places = { [Column in keyof StoredEventRow]: RawBuilder<StoredEventRow[Column]> };

export interface EventTables {
  audit_events: StoredEventRow;
}

type Queries = Kysely<EventTables>;

export function createAuditStore(database: Database): AuditStore {
  const queries = database.tables<EventTables>();
  return {
    append: createAppend(database),

    async list({ userId, actorId, type, types, after, before, limit }) {
      const backwards = after === undefined;
      let query = queries.selectFrom('audit_events').select(eventColumns).limit(limit);
      if (userId !== undefined) query = query.where('user_id', '=', searchableText(userId));
      if (actorId !== undefined) query = query.where('actor_id', '=', searchableText(actorId));
      if (type !== undefined) query = query.where('type', '=', type);
      if (types !== undefined) query = query.where('type', 'in', types);
      if (after !== undefined) query = query.where('id', '>', searchableText(after));
      if (before !== undefined) query = query.where('id', '<', searchableText(before));
      const rows = await query.orderBy('id', backwards ? 'desc' : 'asc').execute();
      return (backwards ? rows.reverse() : rows).map(shownEvent);
    },

    async eraseClients(userId, limit) {
      const id = searchableText(userId);
      const { numUpdatedRows } = await queries
        .updateTable('audit_events')
        .set({ user_agent: null, ip_address: null, count_key: null })
        .where('id', 'in', (events) =>
          events
            .selectFrom('audit_events')
            .select('id')
            .where((event) =>
              event.or([
                event.and([event('user_id', '=', id), event('actor_id', 'is', null)]),
                event('actor_id', '=', id),
              ]),
            )
            .where((event) =>
              event.or([
                event('user_agent', 'is not', null),
                event('ip_address', 'is not', null),
                // It is made of the address, too.
                event('count_key', 'is not', null),
              ]),
            )
            .limit(limit),
        )
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },

    prune: (before, limit) =>
      pruneBatch(
        queries,
        'audit_events',
        'id',
        (rows) => {
          const old = rows.where('at', '<', before).orderBy('id');
          return database.kind === 'sqlite' ? old.where(isNotLastRow) : old;
        },
        limit,
      ),
  };
}

/** SQLite would give its number to the next row, and who follows the events would take that for one they have. */
const isNotLastRow = sql<boolean>`rowid < (select max(rowid) from audit_events)`;

/**
 * One statement for what has a row of its own, and one for what is counted. An event that is there already stays as it
 * is: it comes again when the reply to its commit was lost.
 */
/** The event of a change comes alone, in the change's transaction: that is prepared. */
function createAppend(database: Database): AuditStore['append'] {
  const queries = database.tables<EventTables>();
  const one = prepareQuery(database, 'append_event', (prepared: Queries, parameter) =>
    prepared
      .insertInto('audit_events')
      .values(
        Object.fromEntries(storedColumns.map((column) => [column, parameter(column)])) as Places,
      )
      .onConflict((conflict) => conflict.column('id').doNothing()),
  );
  return async (events) => {
    const [first, ...others] = events;
    if (first === undefined || others.length > 0 || first.key !== undefined) {
      await append(queries, events);
      return;
    }
    await database.write(one({ ...fromEvent(first) }));
  };
}

async function append(queries: Queries, events: readonly NewEvent[]): Promise<void> {
  const own = events.filter(({ key }) => key === undefined);
  if (own.length > 0) {
    await queries
      .insertInto('audit_events')
      .values(own.map(fromEvent))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }
  const counted = inOneOrder(events.filter(({ key }) => key !== undefined));
  if (counted.length > 0) await count(queries, counted);
}

/** Adds to the row of each key, if there is one. */
async function count(queries: Queries, events: readonly NewEvent[]): Promise<void> {
  await queries
    .insertInto('audit_events')
    .values(events.map(fromEvent))
    .onConflict((conflict) =>
      conflict
        .column('count_key')
        .where('count_key', 'is not', null)
        .doUpdateSet({
          count: sql`audit_events.count + excluded.count`,
          last_at: sql`case when audit_events.last_at > excluded.last_at
            then audit_events.last_at else excluded.last_at end`,
        }),
    )
    .execute();
}

const fullUserAgent: Expression<string | null> = sql.ref('user_agent');

/** The columns of an `EventRow`. Earlier versions stored user agents of 15 kB. */
export const eventColumns = [
  ...namesOf(eventTable),
  sql<string | null>`substr(${fullUserAgent}, 1, ${sql.lit(userAgentMaxLength)})`.as('user_agent'),
] as const;

/**
 * Events of one key become one, since a statement changes a row once. Keys are in one order everywhere, so that
 * two statements never wait for each other's rows.
 */
function inOneOrder(events: readonly NewEvent[]): NewEvent[] {
  return mergeCounted(events).sort((one, other) => ((one.key ?? '') < (other.key ?? '') ? -1 : 1));
}

function fromEvent(event: NewEvent): StoredEventRow {
  return {
    id: event.id,
    at: event.at,
    type: event.type,
    user_id: event.userId,
    actor_id: event.actorId,
    session_id: event.sessionId,
    user_agent: event.userAgent,
    ip_address: event.ipAddress,
    detail: JSON.stringify(event.detail),
    count: event.count ?? 1,
    last_at: event.lastAt ?? event.at,
    count_key: event.key ?? null,
  };
}

/** For people: an event whose detail was damaged has none, and does not hide those beside it. */
export function shownEvent(row: EventRow): AuditEvent {
  let detail: unknown;
  try {
    detail = JSON.parse(row.detail);
  } catch {
    // Nothing of it can be shown.
  }
  return toEvent(row, isRecord(detail) ? detail : {});
}

export function isRecord(value: unknown): value is EventDetail {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function toEvent(row: EventRow, detail: EventDetail): AuditEvent {
  return {
    id: row.id,
    at: row.at,
    // Only `append` writes it; an older version's type is shown as it is.
    type: row.type,
    userId: row.user_id,
    actorId: row.actor_id,
    sessionId: row.session_id,
    ...boundedClient({ userAgent: row.user_agent, ipAddress: row.ip_address }),
    detail,
    count: row.count,
    lastAt: row.last_at ?? row.at,
  };
}
