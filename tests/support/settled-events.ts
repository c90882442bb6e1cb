import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Subject } from '../contract/storage-contract.js';
import type { Place } from '../../src/platform/events/position.js';
import { runStatement, type TestDatabase } from './databases.js';

/**
 * Waits until everything that was stored can be told. On PostgreSQL that takes until all transactions of the server that
 * wrote before it have ended, those of other tests too.
 */
export async function settleEvents({ url }: Pick<TestDatabase, 'url'>): Promise<void> {
  if (url === undefined) return;
  await untilPassed(async (value) => {
    const { rows } = await runStatement<{ xact: string }>(url, `select ${value}::text as xact`);
    return Number(rows[0]?.xact);
  });
}

/** The place after everything that was stored. */
export async function newestPlace({ storage, tables }: Subject): Promise<Place> {
  if (storage.kind === 'postgres') {
    await untilPassed(async (value) => {
      const query = sql<{ xact: string }>`select ${sql.raw(value)}::text as xact`;
      return Number((await query.execute(tables.tables())).rows[0]?.xact);
    });
  }
  return storage.eventLog.newest();
}

async function untilPassed(ask: (value: string) => Promise<number>): Promise<void> {
  const own = await ask('pg_current_xact_id()');
  const oldest = () => ask('pg_snapshot_xmin(pg_current_snapshot())');
  await expect.poll(oldest, { timeout: 90_000 }).toBeGreaterThan(own);
}
