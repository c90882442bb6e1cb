import { sql, type Kysely } from 'kysely';
import type { Step } from './step.js';

/** An index by kind: a search for mails need not read all waiting webhooks. */
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
