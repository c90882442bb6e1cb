import type { JsonObject } from '../../platform/json.js';
import pLimit from 'p-limit';
import { AuthError } from '../../platform/errors/auth-error.js';

/** Rows of one list, the latest. */
export const exportedRows = 10_000;

/**
 * Bytes of one list as JSON. Three lists, in memory as objects and then as text, take about ten times as much for
 * a moment.
 */
const exportedBytes = 1_000_000;

/** Rows that are read at once. */
const pageSize = 250;

export interface ExportedList {
  /** The oldest first. */
  readonly items: readonly JsonObject[];
  /** Whether there are older ones than fit. */
  readonly isCut: boolean;
}

/**
 * The latest rows of a list, as many as fit. They are read a page at a time, so that no more is in memory than is
 * handed out, and other requests come in between.
 * @param read gives the latest `limit` rows before the one of this id, the oldest first
 */
export async function exportList<Row extends { readonly id: string }>(
  read: (limit: number, before: string | undefined) => Promise<Row[]>,
  toJson: (row: Row) => JsonObject,
): Promise<ExportedList> {
  const latestFirst: JsonObject[] = [];
  let bytes = 0;
  let before: string | undefined;
  for (;;) {
    const page = await read(pageSize, before);
    for (const row of page.toReversed()) {
      const item = toJson(row);
      bytes += Buffer.byteLength(JSON.stringify(item));
      if (latestFirst.length === exportedRows || bytes > exportedBytes) {
        return { items: latestFirst.reverse(), isCut: true };
      }
      latestFirst.push(item);
    }
    before = page.at(0)?.id;
    if (page.length < pageSize) return { items: latestFirst.reverse(), isCut: false };
  }
}

/** Exports at work in one process; each holds some ten megabytes for a moment. */
const atOnce = 2;
/** Exports that may wait for them. */
const mostWaiting = 20;
/** Seconds after which another try makes sense: an export takes less. */
const retryAfter = 10;

/** Lets each user have one export at a time, and all of them together a few. */
export function createExportTurns() {
  const limit = pLimit(atOnce);
  const users = new Set<string>();
  return {
    /** @throws AuthError `TOO_MANY_EXPORTS` while another one of the user runs, or when too many wait */
    async take<T>(userId: string, work: () => Promise<T>): Promise<T> {
      if (users.has(userId) || limit.pendingCount >= mostWaiting) {
        throw new AuthError('TOO_MANY_EXPORTS', { retryAfter });
      }
      users.add(userId);
      try {
        return await limit(work);
      } finally {
        users.delete(userId);
      }
    },
  };
}
