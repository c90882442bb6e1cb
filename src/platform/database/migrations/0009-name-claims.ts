import { sql, type Kysely } from 'kysely';
import { keyType, type Step } from './step.js';

/**
 * Who has which name by its looks. In a table of its own: the version before goes on adding accounts, which get
 * their row from the backfill (`app/claim-names.ts`), and accounts whose names look alike since before that
 * stay as they are, one of them without a row.
 */
export const nameClaims: Step = (kind) => ({
  async up(queries: Kysely<unknown>) {
    await queries.schema
      .createTable('name_claims')
      .addColumn('look_alike_key', keyType(kind), (column) => column.primaryKey().notNull())
      .addColumn('user_id', keyType(kind), (column) =>
        column.notNull().references('users.id').onDelete('cascade'),
      )
      .execute();
    await queries.schema
      .createIndex('name_claims_of_user')
      .on('name_claims')
      .column('user_id')
      .execute();
    await queries.schema
      .createTable('backfills')
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .addColumn('position', keyType(kind), (column) => column.notNull())
      .execute();
    await queries.schema
      .alterTable('name_holds')
      .addColumn('look_alike_hash', keyType(kind))
      .execute();
    await queries.schema
      .createIndex('name_holds_by_looks')
      .on('name_holds')
      .column('look_alike_hash')
      .where(sql.ref('look_alike_hash'), 'is not', null)
      .execute();
  },
});
