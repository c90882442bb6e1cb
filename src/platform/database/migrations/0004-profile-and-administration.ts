import { sql, type Kysely } from 'kysely';
import type { DatabaseKind } from '../storage.js';
import { keyType, type Step } from './step.js';

/** What users and applications say of an account, names that were given up, and who did what to whom. */
export const profileAndAdministration: Step = (kind) => ({
  async up(queries: Kysely<unknown>) {
    await addProfile(queries);
    await createNameHolds(queries, kind);
    await addActors(queries, kind);
    await indexSessionsOfUsers(queries);
  },
});

async function addProfile(queries: Kysely<unknown>): Promise<void> {
  // One column at a time: SQLite's ALTER TABLE adds no more.
  await queries.schema.alterTable('users').addColumn('display_name', 'text').execute();
  await queries.schema.alterTable('users').addColumn('display_name_key', 'text').execute();
  for (const column of ['public_metadata', 'private_metadata']) {
    await queries.schema
      .alterTable('users')
      .addColumn(column, 'text', (metadata) => metadata.notNull().defaultTo('{}'))
      .execute();
  }
  // Most accounts have no role: a search for those with one reads few rows.
  await queries.schema
    .createIndex('users_with_roles')
    .on('users')
    .column('id')
    .where(sql.ref('roles'), '<>', sql.lit('[]'))
    .execute();
}

async function createNameHolds(queries: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await queries.schema
    .createTable('name_holds')
    .addColumn('key_hash', keyType(kind), (column) => column.primaryKey().notNull())
    .addColumn('user_id', keyType(kind), (column) =>
      column.references('users.id').onDelete('set null'),
    )
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .execute();
  await queries.schema
    .createIndex('name_holds_of_user')
    .on('name_holds')
    .column('user_id')
    .execute();
  await queries.schema
    .createIndex('name_holds_by_end')
    .on('name_holds')
    .column('ends_at')
    .execute();
}

async function addActors(queries: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await queries.schema
    .alterTable('sessions')
    .addColumn('actor_id', keyType(kind), (column) =>
      column.references('users.id').onDelete('cascade'),
    )
    .execute();
  await queries.schema
    .createIndex('sessions_begun_by')
    .on('sessions')
    .column('actor_id')
    .where(sql.ref('actor_id'), 'is not', null)
    .execute();
  // No reference: an event outlives the account of its actor.
  await queries.schema.alterTable('audit_events').addColumn('actor_id', keyType(kind)).execute();
  await queries.schema
    .createIndex('audit_events_of_actor')
    .on('audit_events')
    .columns(['actor_id', 'id'])
    .where(sql.ref('actor_id'), 'is not', null)
    .execute();
  await queries.schema
    .createIndex('audit_events_of_type')
    .on('audit_events')
    .columns(['type', 'id'])
    .execute();
}

/** The index that there is leaves out what was revoked, which goes with its user, too. */
async function indexSessionsOfUsers(queries: Kysely<unknown>): Promise<void> {
  await queries.schema
    .createIndex('sessions_of_user')
    .on('sessions')
    .columns(['user_id', 'id'])
    .execute();
}
