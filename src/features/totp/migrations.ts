import { keyType, type Migrations } from '../../platform/database/migrations/step.js';

/** Authenticator apps. One that waits for its first code expires. */
export const totpMigrations = {
  '0016_totp_factors': (kind) => ({
    async up(queries) {
      await queries.schema
        .createTable('totp_factors')
        .addColumn('id', keyType(kind), (column) => column.primaryKey())
        .addColumn('user_id', keyType(kind), (column) =>
          column.notNull().references('users.id').onDelete('cascade'),
        )
        .addColumn('secret', 'text', (column) => column.notNull())
        .addColumn('label', 'text')
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('confirmed_at', 'bigint')
        .addColumn('last_step', 'bigint')
        .addColumn('last_used_at', 'bigint')
        .addColumn('expires_at', 'bigint')
        .execute();
      await queries.schema
        .createIndex('totp_factors_user')
        .on('totp_factors')
        .column('user_id')
        .execute();
      await queries.schema
        .createIndex('totp_factors_expiry')
        .on('totp_factors')
        .column('expires_at')
        .execute();
    },
  }),
} satisfies Migrations;
