import type { Migrations } from '../../platform/database/migrations/step.js';
import { keyType } from '../../platform/database/migrations/step.js';

/** The counters of sign-ins: a row for each day and outcome. */
export const serviceStateMigrations = {
  '0022_sign_in_days': (kind) => ({
    async up(queries) {
      await queries.schema
        .createTable('sign_in_days')
        .addColumn('day', keyType(kind), (column) => column.notNull())
        .addColumn('outcome', keyType(kind), (column) => column.notNull())
        .addColumn('count', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('sign_in_days_key', ['day', 'outcome'])
        .execute();
    },
  }),
} satisfies Migrations;
