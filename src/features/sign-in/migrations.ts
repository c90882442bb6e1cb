import { keyType, type Migrations } from '../../platform/database/migrations/step.js';

/** The tokens of challenges that were completed, so that each is good for one session. */
export const signInMigrations = {
  '0014_used_tokens': (kind) => ({
    async up(queries) {
      await queries.schema
        .createTable('used_tokens')
        .addColumn('id', keyType(kind), (column) => column.primaryKey())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .execute();
      await queries.schema
        .createIndex('used_tokens_expiry')
        .on('used_tokens')
        .column('expires_at')
        .execute();
    },
  }),
} satisfies Migrations;
