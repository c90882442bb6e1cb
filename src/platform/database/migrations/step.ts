import { sql, type Kysely } from 'kysely';
import type { DatabaseKind } from '../storage.js';

/** A step forward. There is none back: a mistake is corrected by the next step. */
export type Step = (kind: DatabaseKind) => { up(queries: Kysely<unknown>): Promise<void> };

/**
 * The steps of a feature, in its `migrations.ts`, or of the platform, under names such as `0014_totp`. There is one
 * sequence of numbers. Never change a step that has been released. While a new version is rolled out, the old one still
 * runs: add what it can ignore first, remove in a later release what it used.
 *
 * @example
 * ```ts
 * export const totpMigrations = {
 *   '0014_totp': () => ({
 *     async up(queries) {
 *       await queries.schema.alterTable('users').addColumn('totp_secret', 'text').execute();
 *     },
 *   }),
 * } satisfies Migrations;
 * ```
 */
export type Migrations = Readonly<Record<`${number}_${string}`, Step>>;

/** Text that is compared and ordered by its bytes, as SQLite does, under any locale of the server. */
export function keyType(kind: DatabaseKind) {
  return kind === 'postgres' ? sql`text collate "C"` : ('text' as const);
}
