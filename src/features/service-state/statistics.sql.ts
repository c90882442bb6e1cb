import { sql } from 'kysely';
import type { Database } from '../../platform/database/database.js';

interface SignInDayTable {
  /** The day in UTC, such as `2026-11-29`. */
  day: string;
  /** `registered`, `failed`, or how a sign-in was completed. */
  outcome: string;
  count: number;
}

/** How often something happened on a day. */
export interface DayCount {
  readonly day: string;
  readonly outcome: string;
  readonly count: number;
}

/** The counters of sign-ins. They hold nothing about a person. */
export interface SignInDayStore {
  /** Adds to the counters; all or none. */
  add(counts: readonly DayCount[]): Promise<void>;
  /** The counters of `firstDay` and later. */
  list(firstDay: string): Promise<DayCount[]>;
  /** Removes up to `limit` counters of the days before `firstDay`; returns how many. */
  prune(firstDay: string, limit: number): Promise<number>;
}

export function createSignInDayStore(database: Database): SignInDayStore {
  const queries = database.tables<{ sign_in_days: SignInDayTable }>();
  return {
    async add(counts) {
      if (counts.length === 0) return;
      await queries
        .insertInto('sign_in_days')
        .values([...counts])
        .onConflict((conflict) =>
          conflict
            .columns(['day', 'outcome'])
            .doUpdateSet({ count: sql`sign_in_days.count + excluded.count` }),
        )
        .execute();
    },

    list: (firstDay) =>
      queries.selectFrom('sign_in_days').selectAll().where('day', '>=', firstDay).execute(),

    async prune(firstDay, limit) {
      const { numDeletedRows } = await queries
        .deleteFrom('sign_in_days')
        .where('day', 'in', (days) =>
          days
            .selectFrom('sign_in_days')
            .select('day')
            .distinct()
            .where('day', '<', firstDay)
            .limit(limit),
        )
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}
