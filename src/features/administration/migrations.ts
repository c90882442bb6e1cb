import { keyType, type Migrations } from '../../platform/database/migrations/step.js';

/** Resets of second factors that wait: one of a user at a time. */
export const administrationMigrations = {
  '0019_factor_resets': (kind) => ({
    async up(queries) {
      await queries.schema
        .createTable('factor_resets')
        .addColumn('user_id', keyType(kind), (column) =>
          column.primaryKey().references('users.id').onDelete('cascade'),
        )
        .addColumn('id', keyType(kind), (column) => column.notNull().unique())
        .addColumn('token_hash', keyType(kind), (column) => column.notNull().unique())
        .addColumn('actor_id', keyType(kind), (column) => column.notNull())
        .addColumn('requested_at', 'bigint', (column) => column.notNull())
        .addColumn('due_at', 'bigint', (column) => column.notNull())
        .execute();
    },
  }),
} satisfies Migrations;
