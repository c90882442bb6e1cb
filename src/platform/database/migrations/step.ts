import { sql, type Migration } from 'kysely';
import type { DatabaseKind } from '../storage.js';

/** A step forward. There is none back: a mistake is corrected by the next step. */
export type Step = (kind: DatabaseKind) => Migration;

/** Text that is compared and ordered by its bytes, as SQLite does, under any locale of the server. */
export function keyType(kind: DatabaseKind) {
  return kind === 'postgres' ? sql`text collate "C"` : ('text' as const);
}
