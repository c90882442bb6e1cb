import { sql, type Kysely } from 'kysely';
import type { DatabaseKind } from '../storage.js';
import { keyType, type Step } from './step.js';

/** Users, their sessions, and the keys that sign their tokens. */
export const accounts: Step = (kind) => ({
  async up(queries: Kysely<unknown>) {
    await createUsers(queries, kind);
    await createSessions(queries, kind);
    await createSigningKeys(queries, kind);
  },
});

async function createUsers(queries: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await queries.schema
    .createTable('users')
    .addColumn('id', keyType(kind), (column) => column.primaryKey().notNull())
    .addColumn('username', 'text', (column) => column.notNull())
    .addColumn('username_key', keyType(kind), (column) => column.notNull().unique())
    .addColumn('email', 'text')
    .addColumn('email_key', keyType(kind))
    .addColumn('email_verified', 'integer', (column) => column.notNull())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('roles', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('disabled_at', 'bigint')
    .execute();
  // An address that is not verified owns nothing, so anyone may name it.
  await queries.schema
    .createIndex('users_verified_email')
    .unique()
    .on('users')
    .column('email_key')
    .where(sql.ref('email_verified'), '=', sql.lit(1))
    .execute();
}

async function createSessions(queries: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await queries.schema
    .createTable('sessions')
    .addColumn('id', keyType(kind), (column) => column.primaryKey().notNull())
    .addColumn('user_id', keyType(kind), (column) =>
      column.notNull().references('users.id').onDelete('cascade'),
    )
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('roles', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('authenticated_at', 'bigint', (column) => column.notNull())
    .addColumn('rotated_at', 'bigint')
    .addColumn('last_used_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .addColumn('revoked_reason', 'text')
    .addColumn('user_agent', 'text')
    .addColumn('ip_address', 'text')
    .execute();
  // Of what a refresh writes nothing is indexed, so that PostgreSQL can update the row in place (HOT).
  await queries.schema
    .createIndex('sessions_not_revoked_of_user')
    .on('sessions')
    .column('user_id')
    .where(sql.ref('revoked_at'), 'is', null)
    .execute();
}

async function createSigningKeys(queries: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await queries.schema
    .createTable('signing_keys')
    .addColumn('kid', keyType(kind), (column) => column.primaryKey().notNull())
    .addColumn('algorithm', 'text', (column) => column.notNull())
    .addColumn('sequence', 'integer', (column) => column.notNull().unique())
    .addColumn('public_jwk', 'text', (column) => column.notNull())
    .addColumn('encrypted_private_key', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('activates_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .execute();
}
