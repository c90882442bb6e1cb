import { sql, type RawBuilder } from 'kysely';
import { searchableText } from '../database/text.js';
import type { Database } from '../database/database.js';
import { firstEventIdAt, type AuditEvent, type EventDetail } from './event.js';
import type { Place } from './position.js';
import { eventColumns, isRecord, toEvent, type EventRow, type EventTables } from './store.sql.js';

export interface PlacedEvent {
  readonly event: AuditEvent;
  readonly place: Place;
}

/** Which events: of these types, after one place and up to another. */
export interface EventRange {
  readonly types: readonly string[];
  readonly after: Place;
  /** Whether the event at `after` is read too. */
  readonly inclusive?: boolean;
  readonly upTo: Place;
  /** Only those of a user. */
  readonly userId?: string;
  /** Only those that happened since this time (ms). */
  readonly since?: number;
  readonly limit: number;
}

/** What a query found, in its order. */
export interface EventPage {
  readonly events: readonly PlacedEvent[];
  /** The ids of rows that are damaged. They are not among the events. */
  readonly unreadable: readonly string[];
  /** From where to read on; `undefined`: there is no more. */
  readonly next: Place | undefined;
}

/** The events in the order in which they can be read without missing one. */
export interface EventLog {
  /** Whatever stands before this place is there to be read, and nothing more will come before it. */
  newest(): Promise<Place>;
  /** Up to `limit` events. */
  read(range: EventRange): Promise<EventPage>;
}

/** What tells the order of a database: of each row, and of all rows. */
interface Order {
  /** A text. */
  readonly major: RawBuilder<string>;
  readonly minor: RawBuilder<string>;
  readonly newest: RawBuilder<{ major: string | null }>;
  isAfter(place: Place, inclusive: boolean): RawBuilder<boolean>;
  isUpTo(place: Place): RawBuilder<boolean>;
  readonly inOrder: RawBuilder<unknown>;
}

/** A row stands where it was added. Its number is used again only if all rows after it are removed. */
const sqliteOrder: Order = {
  major: sql`cast(audit_events.rowid as text)`,
  minor: sql`''`,
  newest: sql`select cast(max(rowid) as text) as major from audit_events`,
  isAfter: ({ major }, inclusive) =>
    inclusive ? sql`audit_events.rowid >= ${major}` : sql`audit_events.rowid > ${major}`,
  isUpTo: ({ major }) => sql`audit_events.rowid <= ${major}`,
  inOrder: sql`audit_events.rowid`,
};

/**
 * An id says when an event was made, not when it was committed: who reads by ids misses what commits late. All
 * transactions below the oldest one that still writes have ended, so that nothing comes before them any more.
 */
const postgresOrder: Order = {
  major: sql`xact::text`,
  minor: sql`id`,
  newest: sql`select pg_snapshot_xmin(pg_current_snapshot())::text as major`,
  isAfter: ({ major, id }, inclusive) =>
    inclusive
      ? sql`xact is not null and (xact, id) >= (${String(major)}::text::xid8, ${id})`
      : sql`xact is not null and (xact, id) > (${String(major)}::text::xid8, ${id})`,
  isUpTo: ({ major, id }) => sql`(xact, id) <= (${String(major)}::text::xid8, ${id})`,
  inOrder: sql`xact, id`,
};

export function createEventLog(database: Database): EventLog {
  const order = database.kind === 'sqlite' ? sqliteOrder : postgresOrder;
  const queries = database.tables<EventTables>();
  return {
    async newest() {
      const { rows } = await order.newest.execute(queries);
      return { major: Number(rows[0]?.major ?? 0), id: '' };
    },
    async read({ types, after, inclusive = false, upTo, userId, since, limit }) {
      let query = queries
        .selectFrom('audit_events')
        .select([...eventColumns, order.major.as('place_major'), order.minor.as('place_id')])
        .where(order.isAfter(after, inclusive))
        .where(order.isUpTo(upTo))
        .where('type', 'in', types)
        .limit(limit);
      if (userId !== undefined) query = query.where('user_id', '=', searchableText(userId));
      if (since !== undefined) query = query.where('id', '>=', firstEventIdAt(since));
      const rows = await query.orderBy(order.inOrder).execute();
      return pageOf(rows, limit);
    },
  };
}

interface PlacedRow extends EventRow {
  readonly place_major: string;
  readonly place_id: string;
}

function pageOf(rows: readonly PlacedRow[], limit: number): EventPage {
  const events: PlacedEvent[] = [];
  const unreadable: string[] = [];
  for (const row of rows) {
    const event = readableEvent(row);
    if (event === undefined) unreadable.push(row.id);
    else events.push({ event, place: placeOf(row) });
  }
  const last = rows.at(-1);
  return {
    events,
    unreadable,
    next: last === undefined || rows.length < limit ? undefined : placeOf(last),
  };
}

function placeOf({ place_major: major, place_id: id }: PlacedRow): Place {
  return { major: Number(major), id };
}

/** @returns `undefined` for a row that was damaged: it must not hold up those after it */
function readableEvent(row: EventRow): AuditEvent | undefined {
  try {
    const detail: unknown = JSON.parse(row.detail);
    return isTime(row.at) && isDetail(detail) ? toEvent(row, detail) : undefined;
  } catch {
    return undefined;
  }
}

/** What a position can hold. SQLite keeps any value in any column. */
function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 36 ** 9;
}

function isDetail(value: unknown): value is EventDetail {
  return (
    isRecord(value) && Object.values(value).every((each: unknown) => isText(each) || isList(each))
  );
}

const isText = (value: unknown) => typeof value === 'string' || typeof value === 'number';
const isList = (value: unknown) =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
