import { sql, type Kysely } from 'kysely';
import { keyType, type Step } from './step.js';

/** Refusals of one kind share a row and are counted in it. What an older version writes counts once. */
export const countedEvents: Step = (kind) => ({
  async up(queries: Kysely<unknown>) {
    // One column at a time: SQLite's ALTER TABLE adds no more.
    await queries.schema
      .alterTable('audit_events')
      .addColumn('count', 'integer', (column) => column.notNull().defaultTo(1))
      .execute();
    await queries.schema.alterTable('audit_events').addColumn('last_at', 'bigint').execute();
    await queries.schema.alterTable('audit_events').addColumn('count_key', keyType(kind)).execute();
    await queries.schema
      .createIndex('audit_events_by_count_key')
      .unique()
      .on('audit_events')
      .column('count_key')
      .where(sql.ref('count_key'), 'is not', null)
      .execute();
  },
});
