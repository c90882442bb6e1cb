import { sql } from 'kysely';
import type { DatabaseKind } from '../database.js';

/** Text that is compared and ordered by its bytes, as SQLite does, whatever the locale of the server. */
export function keyType(kind: DatabaseKind) {
  return kind === 'postgres' ? sql`text collate "C"` : ('text' as const);
}
