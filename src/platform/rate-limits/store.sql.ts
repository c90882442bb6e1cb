import { sql, type Kysely } from 'kysely';
import type { Increment, Counted, CounterValue, RateLimitStore } from './store.js';
import type { Database } from '../database/database.js';
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

type Queries = Kysely<RateLimitTables>;

export function createRateLimitStore(database: Database): RateLimitStore {
  const queries = database.tables<RateLimitTables>();
  const takeBack = createTakeBack(queries);
  return {
    increment: createCharge(queries),
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

function createCharge(queries: Queries): RateLimitStore['increment'] {
  return async (increments, now) => {
    if (increments.length === 0) return [];
    const rows = await queries
      .insertInto('throttle_counters')
      .values(
        inOneOrder(increments).map(({ key, window, lease }) => ({
          key,
          points: 1,
          resets_at: now + window,
          pending: lease === undefined ? 0 : 1,
          pending_until: lease === undefined ? 0 : now + lease,
        })),
      )
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
                or throttle_counters.points < ${limitOf(increments)})
            then excluded.pending_until else throttle_counters.pending_until end`,
        }),
      )
      .returningAll()
      .execute();
    const counterValues = counterValuesOf(rows, now);
    return increments.map(
      ({ key }) => counterValues.get(key) ?? { points: 1, pending: 0, resetsAt: now },
    );
  };
}

/** How many points the counter of a row may have. */
function limitOf(increments: readonly Increment[]) {
  const limits = increments.map(
    ({ key, points = Number.MAX_SAFE_INTEGER }) => sql`when ${key} then cast(${points} as bigint)`,
  );
  return sql`case throttle_counters.key ${sql.join(limits, sql` `)} end`;
}

/**
 * An upsert, because its rows are locked in the order of the values, as those of a charge are. It inserts
 * only what has been pruned meanwhile: a counter of nothing, whose window has passed.
 */
function createTakeBack(queries: Queries) {
  return async (
    counted: readonly Counted[],
    less: { readonly points: 0 | 1; readonly pending: 0 | 1 },
  ): Promise<void> => {
    if (counted.length === 0) return;
    await queries
      .insertInto('throttle_counters')
      .values(
        inOneOrder(counted).map(({ key, resetsAt }) => ({
          key,
          points: 0,
          resets_at: resetsAt,
          pending: 0,
          pending_until: 0,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet({
            points: sql`case when throttle_counters.points > ${less.points}
              then throttle_counters.points - ${less.points} else 0 end`,
            pending: sql`case when throttle_counters.pending > ${less.pending}
              then throttle_counters.pending - ${less.pending} else 0 end`,
          })
          .whereRef('throttle_counters.resets_at', '=', 'excluded.resets_at'),
      )
      .execute();
  };
}

/** In one order everywhere, so that two statements never wait for each other's rows. */
function inOneOrder<T extends { readonly key: string }>(rows: readonly T[]): T[] {
  return [...rows].sort((one, other) => (one.key < other.key ? -1 : 1));
}

function counterValuesOf(
  rows: readonly RateLimitTables['throttle_counters'][],
  now: number,
): Map<string, CounterValue> {
  return new Map(
    rows.map((row) => {
      const { key, points, resets_at: resetsAt } = row;
      return [key, { points, pending: row.pending_until > now ? row.pending : 0, resetsAt }];
    }),
  );
}
