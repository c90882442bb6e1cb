import { keyType, type Migrations } from '../../platform/database/migrations/step.js';

/** The public keys of passkeys. A credential is of one account. */
export const passkeyMigrations = {
  '0018_passkeys': (kind) => ({
    async up(queries) {
      await queries.schema
        .createTable('passkeys')
        .addColumn('id', keyType(kind), (column) => column.primaryKey())
        .addColumn('user_id', keyType(kind), (column) =>
          column.notNull().references('users.id').onDelete('cascade'),
        )
        .addColumn('credential_id', keyType(kind), (column) => column.notNull().unique())
        .addColumn('public_key', 'text', (column) => column.notNull())
        .addColumn('rp_id', keyType(kind), (column) => column.notNull())
        .addColumn('counter', 'bigint', (column) => column.notNull())
        .addColumn('backup_eligible', 'integer', (column) => column.notNull())
        .addColumn('backed_up', 'integer', (column) => column.notNull())
        .addColumn('transports', 'text', (column) => column.notNull())
        .addColumn('aaguid', 'text')
        .addColumn('label', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('last_used_at', 'bigint')
        .execute();
      await queries.schema
        .createIndex('passkeys_user')
        .on('passkeys')
        .columns(['user_id', 'id'])
        .execute();
      await queries.schema.createIndex('passkeys_rp').on('passkeys').column('rp_id').execute();
    },
  }),
} satisfies Migrations;
