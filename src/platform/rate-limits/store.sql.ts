import { sql, type RawBuilder } from 'kysely';
import type { Counted, CounterValue, RateLimitStore } from './store.js';
import type { Database } from '../database/database.js';
import { prepareQuery, type PlaceFor } from '../database/prepared.js';
import { pruneBatch } from '../database/prune.js';

interface RateLimitTables {
  throttle_counters: {
    /** A hash of what is counted. */
    key: string;
    /** Those that are under way, too. */
    points: number;
    resets_at: number;
    /** How many of the points are attempts that are under way. */
    pending: number;
    /** When those are taken for failures, because a process may have died. */
    pending_until: number;
  };
}

type Row = RateLimitTables['throttle_counters'];

/** A place of a prepared statement, and what goes there. */
type Value = [place: string, value: string | number];

type Places = { readonly [Column in keyof Row]: RawBuilder<Row[Column]> };

export function createRateLimitStore(database: Database): RateLimitStore {
  const queries = database.tables<RateLimitTables>();
  const takeBack = createTakeBack(database);
  return {
    increment: createCharge(database),
    settle: (reservations, outcome) =>
      takeBack(reservations, { points: outcome === 'keep' ? 0 : 1, pending: 1 }),
    refund: (counted) => takeBack(counted, { points: 1, pending: 0 }),

    async read(keys, now) {
      const rows = await queries
        .selectFrom('throttle_counters')
        .selectAll()
        .where('key', 'in', keys)
        .where('resets_at', '>', now)
        .execute();
      const counterValues = counterValuesOf(rows, now);
      return keys.map((key) => counterValues.get(key));
    },

    prune: (now, limit) =>
      pruneBatch(
        queries,
        'throttle_counters',
        'key',
        (rows) => rows.where('resets_at', '<=', now),
        limit,
      ),
  };
}

/** The places of the values of a row. Each sign-in counts, so the statements are prepared: one for each number of rows. */
function rowOf(parameter: PlaceFor, index: number): Places {
  return {
    key: parameter(`key${index}`),
    points: parameter('points'),
    resets_at: parameter(`resetsAt${index}`),
    pending: parameter(`pending${index}`),
    pending_until: parameter(`pendingUntil${index}`),
  };
}

function createCharge(database: Database): RateLimitStore['increment'] {
  const charge = (count: number) =>
    prepareQuery<RateLimitTables, Row>(database, `charge_${count}`, (queries, parameter) => {
      const now = parameter<number>('now');
      return queries
        .insertInto('throttle_counters')
        .values(indexesOf(count).map((index) => rowOf(parameter, index)))
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet({
            points: sql`case when throttle_counters.resets_at <= ${now}
            then 1 else throttle_counters.points + 1 end`,
            resets_at: sql`case when throttle_counters.resets_at <= ${now}
            then excluded.resets_at else throttle_counters.resets_at end`,
            pending: sql`case when throttle_counters.resets_at <= ${now}
              or throttle_counters.pending_until <= ${now}
            then excluded.pending else throttle_counters.pending + excluded.pending end`,
            pending_until: sql`case when excluded.pending_until > throttle_counters.pending_until
              and (throttle_counters.resets_at <= ${now}
                or throttle_counters.points < ${limitOf(parameter, count)})
            then excluded.pending_until else throttle_counters.pending_until end`,
          }),
        )
        .returningAll();
    });

  return async (increments, now) => {
    if (increments.length === 0) return [];
    const values = inOneOrder(increments).flatMap(
      ({ key, window, lease, points }, index): Value[] => [
        [`key${index}`, key],
        [`resetsAt${index}`, now + window],
        [`pending${index}`, lease === undefined ? 0 : 1],
        [`pendingUntil${index}`, lease === undefined ? 0 : now + lease],
        [`limit${index}`, points ?? Number.MAX_SAFE_INTEGER],
      ],
    );
    const given = { ...Object.fromEntries<string | number>(values), points: 1, now };
    const rows = await database.write(charge(increments.length)(given));
    const counterValues = counterValuesOf(rows, now);
    return increments.map(
      ({ key }) => counterValues.get(key) ?? { points: 1, pending: 0, resetsAt: now },
    );
  };
}

/** How many points the counter of a row may have. */
function limitOf(parameter: PlaceFor, count: number) {
  const limits = indexesOf(count).map(
    (index) =>
      sql`when ${parameter(`key${index}`)} then cast(${parameter(`limit${index}`)} as bigint)`,
  );
  return sql`case throttle_counters.key ${sql.join(limits, sql` `)} end`;
}

/**
 * An upsert, because its rows are locked in the order of the values, as those of a charge are. It inserts
 * only what has been pruned meanwhile: a counter of nothing, whose window has passed.
 */
function createTakeBack(database: Database) {
  const takeBack = (count: number) =>
    prepareQuery<RateLimitTables, object>(database, `take_back_${count}`, (queries, parameter) => {
      const [less, lessPending] = [parameter('less'), parameter('lessPending')];
      return queries
        .insertInto('throttle_counters')
        .values(indexesOf(count).map((index) => rowOf(parameter, index)))
        .onConflict((conflict) =>
          conflict
            .column('key')
            .doUpdateSet({
              points: sql`case when throttle_counters.points > ${less}
              then throttle_counters.points - ${less} else 0 end`,
              pending: sql`case when throttle_counters.pending > ${lessPending}
              then throttle_counters.pending - ${lessPending} else 0 end`,
            })
            .whereRef('throttle_counters.resets_at', '=', 'excluded.resets_at'),
        );
    });

  return async (
    counted: readonly Counted[],
    less: { readonly points: 0 | 1; readonly pending: 0 | 1 },
  ): Promise<void> => {
    if (counted.length === 0) return;
    const values = inOneOrder(counted).flatMap(({ key, resetsAt }, index): Value[] => [
      [`key${index}`, key],
      [`resetsAt${index}`, resetsAt],
      [`pending${index}`, 0],
      [`pendingUntil${index}`, 0],
    ]);
    const rows = Object.fromEntries<string | number>(values);
    const change = { points: 0, less: less.points, lessPending: less.pending };
    await database.write(takeBack(counted.length)({ ...rows, ...change }));
  };
}

function indexesOf(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** In one order everywhere, so that two statements never wait for each other's rows. */
function inOneOrder<T extends { readonly key: string }>(rows: readonly T[]): T[] {
  return [...rows].sort((one, other) => (one.key < other.key ? -1 : 1));
}

function counterValuesOf(rows: readonly Row[], now: number): Map<string, CounterValue> {
  return new Map(
    rows.map((row) => {
      const { key, points, resets_at: resetsAt } = row;
      return [key, { points, pending: row.pending_until > now ? row.pending : 0, resetsAt }];
    }),
  );
}
