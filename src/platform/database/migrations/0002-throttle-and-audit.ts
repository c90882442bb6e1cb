import type { Kysely } from 'kysely';
import { keyType, type Step } from './step.js';

/** Counters of attempts, the record of security events, and a way to find expired sessions. */
export const throttleAndAudit: Step = (kind) => ({
  async up(queries: Kysely<unknown>) {
    await queries.schema
      .createTable('throttle_counters')
      .addColumn('key', keyType(kind), (column) => column.primaryKey().notNull())
      .addColumn('points', 'integer', (column) => column.notNull())
      .addColumn('resets_at', 'bigint', (column) => column.notNull())
      .execute();
    await queries.schema
      .createTable('audit_events')
      .addColumn('id', keyType(kind), (column) => column.primaryKey().notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('user_id', keyType(kind))
      .addColumn('session_id', keyType(kind))
      .addColumn('user_agent', 'text')
      .addColumn('ip_address', 'text')
      .addColumn('detail', 'text', (column) => column.notNull())
      .execute();
    // No reference to the user: what happened outlives the account.
    await queries.schema
      .createIndex('audit_events_of_user')
      .on('audit_events')
      .columns(['user_id', 'id'])
      .execute();
    // A refresh does not move `expires_at`, so it still updates the row in place.
    await queries.schema
      .createIndex('sessions_by_expiry')
      .on('sessions')
      .column('expires_at')
      .execute();
  },
});
