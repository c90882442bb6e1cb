import type { JsonObject } from '../../platform/json.js';

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
