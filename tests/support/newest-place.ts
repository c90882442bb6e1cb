import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Subject } from '../contract/storage-contract.js';
import type { Place } from '../../src/platform/events/position.js';

/** After all that was stored: on PostgreSQL, once the transactions of other tests of the server that still write end. */
export async function newestPlace({ storage, tables }: Subject): Promise<Place> {
  const { eventLog, kind } = storage;
  if (kind === 'postgres') {
    const own = sql<{ xact: string }>`select pg_current_xact_id()::text as xact`;
    const [row] = (await own.execute(tables.tables())).rows;
    const hasPassed = async () => (await eventLog.newest()).major > Number(row?.xact);
    await expect.poll(hasPassed, { timeout: 20_000 }).toBe(true);
  }
  return eventLog.newest();
}
