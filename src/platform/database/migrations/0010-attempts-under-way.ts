import type { Kysely } from 'kysely';
import type { Step } from './step.js';

/**
 * How much of a counter is only reserved: attempts that are counted already and not decided yet. A process of
 * an older version ignores both columns.
 */
export const attemptsUnderWay: Step = () => ({
  async up(queries: Kysely<unknown>) {
    await queries.schema
      .alterTable('throttle_counters')
      .addColumn('pending', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await queries.schema
      .alterTable('throttle_counters')
      .addColumn('pending_until', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
  },
});
