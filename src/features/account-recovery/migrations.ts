import type { Migrations } from '../../platform/database/migrations/step.js';

/** When the recovery of an account by a code was asked for, and from when on it opens; `null`: not by this code. */
export const accountRecoveryMigrations = {
  '0020_account_recoveries': () => ({
    async up(queries) {
      for (const column of ['recovery_requested_at', 'recovery_opens_at']) {
        await queries.schema.alterTable('recovery_codes').addColumn(column, 'bigint').execute();
      }
    },
  }),
} satisfies Migrations;
