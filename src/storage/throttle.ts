import { sql } from 'kysely';
import type { Tally, ThrottleStore } from '../throttle/store.js';
import type { Database } from './database.js';
import type { ThrottleCounterTable } from './schema.js';

export function createThrottleStore({ queries }: Database): ThrottleStore {
  return {
    async charge(charges, now) {
      const rows = await queries
        .insertInto('throttle_counters')
        // In one order everywhere, so that two statements never wait for each other's rows.
        .values(
          [...charges]
            .sort((one, other) => (one.key < other.key ? -1 : 1))
            .map(({ key, window }) => ({ key, points: 1, resets_at: now + window })),
        )
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet({
            points: sql`case when throttle_counters.resets_at <= ${now}
              then 1 else throttle_counters.points + 1 end`,
            resets_at: sql`case when throttle_counters.resets_at <= ${now}
              then excluded.resets_at else throttle_counters.resets_at end`,
          }),
        )
        .returning(['key', 'points', 'resets_at'])
        .execute();
      const tallies = talliesOf(rows);
      return charges.map(({ key }) => tallies.get(key) ?? { points: 1, resetsAt: now });
    },

    async read(keys, now) {
      const rows = await queries
        .selectFrom('throttle_counters')
        .selectAll()
        .where('key', 'in', keys)
        .where('resets_at', '>', now)
        .execute();
      const tallies = talliesOf(rows);
      return keys.map((key) => tallies.get(key));
    },

    async prune(now, limit) {
      const { numDeletedRows } = await queries
        .deleteFrom('throttle_counters')
        .where('key', 'in', (counters) =>
          counters
            .selectFrom('throttle_counters')
            .select('key')
            .where('resets_at', '<=', now)
            .limit(limit),
        )
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

function talliesOf(rows: readonly ThrottleCounterTable[]): Map<string, Tally> {
  return new Map(
    rows.map(({ key, points, resets_at: resetsAt }) => [key, { points, resetsAt }] as const),
  );
}
