import type { Kysely } from 'kysely';
import type { Step } from './step.js';

/** For the latest account that names an address, whether or not it has verified it. */
export const namedAddresses: Step = () => ({
  async up(queries: Kysely<unknown>) {
    await queries.schema
      .createIndex('users_naming_email')
      .on('users')
      .columns(['email_key', 'email_verified', 'id'])
      .execute();
  },
});
