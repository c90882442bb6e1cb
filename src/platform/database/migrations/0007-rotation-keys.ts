import type { Kysely } from 'kysely';
import { keyType, type Step } from './step.js';

/**
 * The idempotency key of the last rotation, as a hash. An older version that still runs leaves the column as it
 * is; the hash names its generation, so what such a version has rotated since matches none.
 */
export const rotationKeys: Step = (kind) => ({
  async up(queries: Kysely<unknown>) {
    await queries.schema.alterTable('sessions').addColumn('rotation_key', keyType(kind)).execute();
  },
});
