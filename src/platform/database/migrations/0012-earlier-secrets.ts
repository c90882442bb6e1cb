import { sql, type Kysely } from 'kysely';
import { keyType, type Step } from './step.js';

/**
 * The two secrets that were issued before the one of a row, for a link in an older mail still works. They are columns
 * of the same row, so that one DELETE ends all three; an older version ignores them, and its DELETE ends them too.
 */
export const earlierSecrets: Step = (kind) => ({
  async up(queries: Kysely<unknown>) {
    for (const place of [2, 3]) {
      const columns = {
        [`token_hash_${place}`]: keyType(kind),
        [`code_hash_${place}`]: sql`text`,
        [`code_guesses_${place}`]: sql`integer`,
        [`email_${place}`]: sql`text`,
        [`created_at_${place}`]: sql`bigint`,
        [`expires_at_${place}`]: sql`bigint`,
      };
      for (const [name, type] of Object.entries(columns)) {
        await queries.schema.alterTable('one_time_secrets').addColumn(name, type).execute();
      }
      await queries.schema
        .createIndex(`one_time_secrets_token_${place}`)
        .on('one_time_secrets')
        .column(`token_hash_${place}`)
        .execute();
    }
  },
});
