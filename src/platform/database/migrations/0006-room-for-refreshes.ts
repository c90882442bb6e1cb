import { sql, type Kysely } from 'kysely';
import type { Step } from './step.js';

/**
 * PostgreSQL writes a changed row anew, in the same page if there is room, and only then touches no index (HOT).
 * Pages that new sessions fill to the brim have none: the first refresh of each would be written to another page
 * and to every index. Pages that are full already get their room as their rows move.
 */
export const roomForRefreshes: Step = (kind) => ({
  async up(queries: Kysely<unknown>) {
    if (kind === 'postgres') await sql`alter table sessions set (fillfactor = 80)`.execute(queries);
  },
});
