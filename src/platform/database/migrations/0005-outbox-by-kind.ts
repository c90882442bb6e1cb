import { sql, type Kysely } from 'kysely';
import type { Step } from './step.js';

/** What waits, by its kind: whoever looks for mails need not pass all the webhooks that wait for a receiver. */
export const outboxByKind: Step = () => ({
  async up(queries: Kysely<unknown>) {
    await queries.schema
      .createIndex('outbox_due_of_kind')
      .on('outbox')
      .columns(['kind', 'due_at'])
      .where(sql.ref('finished_at'), 'is', null)
      .execute();
    await queries.schema.dropIndex('outbox_due').execute();
  },
});
