import { sql, type Kysely } from 'kysely';
import type { DatabaseKind } from '../storage.js';
import { keyType, type Step } from './step.js';

/** What waits to be delivered, one-time secrets, and the language of each user. */
export const mail: Step = (kind) => ({
  async up(queries: Kysely<unknown>) {
    await createOutbox(queries, kind);
    await createOneTimeTokens(queries, kind);
    await queries.schema.alterTable('users').addColumn('locale', 'text').execute();
  },
});

async function createOutbox(queries: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await queries.schema
    .createTable('outbox')
    .addColumn('id', keyType(kind), (column) => column.primaryKey().notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('payload', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('finished_at', 'bigint')
    .addColumn('outcome', 'text')
    .addColumn('last_error', 'text')
    .execute();
  // Two small indexes instead of one over everything: what waits, and what can be pruned.
  await queries.schema
    .createIndex('outbox_due')
    .on('outbox')
    .column('due_at')
    .where(sql.ref('finished_at'), 'is', null)
    .execute();
  await queries.schema
    .createIndex('outbox_finished')
    .on('outbox')
    .column('finished_at')
    .where(sql.ref('finished_at'), 'is not', null)
    .execute();
}

async function createOneTimeTokens(queries: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await queries.schema
    .createTable('one_time_secrets')
    .addColumn('subject', keyType(kind), (column) => column.notNull())
    .addColumn('purpose', keyType(kind), (column) => column.notNull())
    .addColumn('token_hash', keyType(kind), (column) => column.notNull().unique())
    .addColumn('code_hash', 'text', (column) => column.notNull())
    .addColumn('code_guesses', 'integer', (column) => column.notNull())
    .addColumn('user_id', keyType(kind), (column) =>
      column.references('users.id').onDelete('cascade'),
    )
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('one_time_secrets_pkey', ['subject', 'purpose'])
    .execute();
  await queries.schema
    .createIndex('one_time_secrets_of_user')
    .on('one_time_secrets')
    .column('user_id')
    .execute();
  await queries.schema
    .createIndex('one_time_secrets_by_expiry')
    .on('one_time_secrets')
    .column('expires_at')
    .execute();
}
