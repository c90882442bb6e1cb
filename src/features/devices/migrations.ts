import { keyType, type Migrations } from '../../platform/database/migrations/step.js';

/** The devices of each account, and how many mails it got about new ones. */
export const deviceMigrations = {
  '0021_devices': (kind) => ({
    async up(queries) {
      await queries.schema
        .createTable('devices')
        .addColumn('id', keyType(kind), (column) => column.primaryKey())
        .addColumn('user_id', keyType(kind), (column) =>
          column.notNull().references('users.id').onDelete('cascade'),
        )
        .addColumn('session_id', keyType(kind), (column) => column.notNull())
        .addColumn('name', 'text')
        .addColumn('first_used_at', 'bigint', (column) => column.notNull())
        .addColumn('last_used_at', 'bigint', (column) => column.notNull())
        .execute();
      await queries.schema
        .createIndex('devices_user')
        .on('devices')
        .columns(['user_id', 'last_used_at'])
        .execute();
      await queries.schema
        .createIndex('devices_age')
        .on('devices')
        .column('last_used_at')
        .execute();
      await queries.schema
        .createTable('device_notices')
        .addColumn('user_id', keyType(kind), (column) =>
          column.primaryKey().references('users.id').onDelete('cascade'),
        )
        .addColumn('mails', 'integer', (column) => column.notNull())
        .addColumn('resets_at', 'bigint', (column) => column.notNull())
        .execute();
    },
  }),
} satisfies Migrations;
