import { sql, type Kysely } from 'kysely';
import type { Step } from './step.js';

/**
 * The order in which events can be read: on PostgreSQL by the transaction that stored each. The default comes after
 * the column, so that the rows that are there keep NULL and the table is not rewritten; an older version, which does
 * not know the column, fills it too. SQLite's rows have an order of their own.
 */
export const eventOrder: Step = (kind) => ({
  async up(queries: Kysely<unknown>) {
    if (kind === 'sqlite') return;
    await sql`alter table audit_events add column xact xid8`.execute(queries);
    await sql`alter table audit_events alter column xact
      set default pg_current_xact_id()`.execute(queries);
    await sql`create index audit_events_order on audit_events (xact, id)
      where xact is not null`.execute(queries);
  },
});
