import { keyType, type Migrations } from '../../platform/database/migrations/step.js';

/** Recovery codes, as hashes. A code that was used stays until its user makes new ones. */
export const twoStepMigrations = {
  '0015_recovery_codes': (kind) => ({
    async up(queries) {
      await queries.schema
        .createTable('recovery_codes')
        .addColumn('user_id', keyType(kind), (column) =>
          column.notNull().references('users.id').onDelete('cascade'),
        )
        .addColumn('code_hash', keyType(kind), (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('used_at', 'bigint')
        .addPrimaryKeyConstraint('recovery_codes_key', ['user_id', 'code_hash'])
        .execute();
    },
  }),
} satisfies Migrations;
