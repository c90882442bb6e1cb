import { Migrator, type MigrationResult } from 'kysely';
import { ConfigError } from '../../config/environment.js';
import type { Database } from '../database.js';
import { isDenied, isTakenName } from '../faults.js';
import { accounts } from './0001-accounts.js';
import { throttleAndAudit } from './0002-throttle-and-audit.js';
import { mail } from './0003-mail.js';
import { profileAndAdministration } from './0004-profile-and-administration.js';
import { outboxByKind } from './0005-outbox-by-kind.js';
import { roomForRefreshes } from './0006-room-for-refreshes.js';
import { rotationKeys } from './0007-rotation-keys.js';
import { countedEvents } from './0008-counted-events.js';
import { nameClaims } from './0009-name-claims.js';
import { attemptsUnderWay } from './0010-attempts-under-way.js';
import { proofsOfIdentity } from './0011-proofs-of-identity.js';
import { earlierSecrets } from './0012-earlier-secrets.js';
import { namedAddresses } from './0013-named-addresses.js';
import { eventOrder } from './0024-event-order.js';
import type { Migrations } from './step.js';
import { createSchema, deniedTables, findMigrationTables, type MigrationTables } from './tables.js';

/** The steps that were made before features had their own, and those of the platform. See `Migrations`. */
export const platformMigrations = {
  '0001_accounts': accounts,
  '0002_throttle_and_audit': throttleAndAudit,
  '0003_mail': mail,
  '0004_profile_and_administration': profileAndAdministration,
  '0005_outbox_by_kind': outboxByKind,
  '0006_room_for_refreshes': roomForRefreshes,
  '0007_rotation_keys': rotationKeys,
  '0008_counted_events': countedEvents,
  '0009_name_claims': nameClaims,
  '0010_attempts_under_way': attemptsUnderWay,
  '0011_proofs_of_identity': proofsOfIdentity,
  '0012_earlier_secrets': earlierSecrets,
  '0013_named_addresses': namedAddresses,
  '0024_event_order': eventOrder,
} satisfies Migrations;

/** @param place where the record is kept; SQLite's file is ours alone, and keeps it under Kysely's names */
function createMigrator(
  { tables, kind }: Database,
  migrations: Migrations,
  place?: MigrationTables,
): Migrator {
  const steps = Object.fromEntries(
    Object.entries(migrations).map(([name, step]) => [name, step(kind)]),
  );
  return new Migrator({
    db: tables<unknown>(),
    provider: { getMigrations: () => Promise.resolve(steps) },
    ...(place && {
      migrationTableSchema: place.schema,
      migrationTableName: place.table,
      migrationLockTableName: place.lockTable,
    }),
  });
}

function findPlace(database: Database, schema?: string): Promise<MigrationTables> | undefined {
  return database.kind === 'postgres' ? findMigrationTables(database, schema) : undefined;
}

/**
 * The names of the steps that this version has and the database has not. Reads only.
 * @param migrations all of them, by `joinMigrations`
 * @param schema DATABASE_SCHEMA; default: that of the connection
 * @throws ConfigError for a database that cannot be used as it is
 */
export async function pendingMigrations(
  database: Database,
  migrations: Migrations,
  schema?: string,
): Promise<string[]> {
  const place = await findPlace(database, schema);
  const known = await createMigrator(database, migrations, place).getMigrations();
  return known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
}

/**
 * Applies what is pending, all or nothing, one process at a time: others wait for the lock (SQLite: that
 * of the transaction), then find nothing left to do.
 * @param migrations all of them, by `joinMigrations`
 * @param schema DATABASE_SCHEMA, made if missing; default: that of the connection
 * @returns the names of the steps that this call applied
 * @throws ConfigError for a database that cannot be used as it is
 */
export async function applyMigrations(
  database: Database,
  migrations: Migrations,
  schema?: string,
): Promise<string[]> {
  const place = await findPlace(database, schema);
  if (place?.isMissing) await createSchema(database, place.schema);
  const { error, results = [] } = await createMigrator(
    database,
    migrations,
    place,
  ).migrateToLatest();
  if (error !== undefined) {
    const advice = place ? denial(error, place) : foreignFile(error, results, migrations);
    if (advice !== undefined) throw new ConfigError([advice]);
    throw error instanceof Error ? error : new Error('the migration failed', { cause: error });
  }
  return results.map(({ migrationName }) => migrationName);
}

function denial(error: unknown, place: MigrationTables): string | undefined {
  return isDenied(error) ? deniedTables(place, error) : undefined;
}

function foreignFile(
  error: unknown,
  results: readonly MigrationResult[],
  migrations: Migrations,
): string | undefined {
  const [first] = Object.keys(migrations);
  const failed = results.find(({ status }) => status === 'Error');
  if (failed?.migrationName !== first || !isTakenName(error)) return undefined;
  return `DATA_DIR has an authgraph.db that is not a database of Authgraph (${error.message}); set DATA_DIR to another folder`;
}
