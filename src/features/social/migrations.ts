import { keyType, type Migrations } from '../../platform/database/migrations/step.js';

/** The accounts at providers that users sign in with. Each is of one account: one key decides. */
export const socialMigrations = {
  '0023_identities': (kind) => ({
    async up(queries) {
      await queries.schema
        .createTable('identities')
        .addColumn('id', keyType(kind), (column) => column.primaryKey())
        .addColumn('user_id', keyType(kind), (column) =>
          column.notNull().references('users.id').onDelete('cascade'),
        )
        .addColumn('provider', 'text', (column) => column.notNull())
        .addColumn('issuer', keyType(kind), (column) => column.notNull())
        .addColumn('subject', keyType(kind), (column) => column.notNull())
        .addColumn('email', 'text')
        .addColumn('email_verified', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('last_used_at', 'bigint')
        .addUniqueConstraint('identities_subject', ['issuer', 'subject'])
        .execute();
      await queries.schema
        .createIndex('identities_user')
        .on('identities')
        .columns(['user_id', 'id'])
        .execute();
    },
  }),
} satisfies Migrations;
