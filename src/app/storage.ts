import { accountRecoveryMigrations } from '../features/account-recovery/migrations.js';
import { createAccountRecoveryStore } from '../features/account-recovery/recoveries.sql.js';
import { accountMigrations } from '../features/accounts/migrations.js';
import { accountStores } from '../features/accounts/store.sql.js';
import { createFactorResetStore } from '../features/administration/factor-resets.sql.js';
import { administrationMigrations } from '../features/administration/migrations.js';
import { deviceMigrations } from '../features/devices/migrations.js';
import { createDeviceStore } from '../features/devices/store.sql.js';
import { createDirectoryStore } from '../features/administration/directory.sql.js';
import { profileStores } from '../features/profile/store.sql.js';
import { sessionStores } from '../features/sessions/store.sql.js';
import { passkeyMigrations } from '../features/passkeys/migrations.js';
import { createPasskeyStore } from '../features/passkeys/store.sql.js';
import { serviceStateMigrations } from '../features/service-state/migrations.js';
import { createSignInDayStore } from '../features/service-state/statistics.sql.js';
import { socialMigrations } from '../features/social/migrations.js';
import { createIdentityStore } from '../features/social/store.sql.js';
import { signInMigrations } from '../features/sign-in/migrations.js';
import { totpMigrations } from '../features/totp/migrations.js';
import { createTotpStore } from '../features/totp/totp.sql.js';
import { twoStepMigrations } from '../features/two-step/migrations.js';
import { createUsedTokenStore } from '../features/sign-in/used-tokens.sql.js';
import { createRecoveryCodeStore } from '../features/two-step/recovery-codes.sql.js';
import { createKeyStore } from '../features/signing-keys/store.sql.js';
import { systemClock, type Clock } from '../platform/clock.js';
import type {
  DatabaseKind,
  Transact,
  StorageOptions,
  ConnectionCounts,
} from '../platform/database/storage.js';
import {
  applyMigrations,
  pendingMigrations,
  platformMigrations,
} from '../platform/database/migrations/index.js';
import { joinMigrations } from '../platform/database/migrations/join.js';
import { openDatabase, withUnlimitedStatements } from '../platform/database/open.js';
import {
  readServerTime,
  startServerClock,
  type ServerClock,
} from '../platform/database/server-clock.js';
import { createTransact, storesOf, runAfterCommit } from '../platform/database/stores.js';
import { createEventLog } from '../platform/events/log.sql.js';
import { createAuditStore } from '../platform/events/store.sql.js';
import { createOneTimeTokenStore } from '../platform/one-time-tokens/store.sql.js';
import { createOutboxStore } from '../platform/outbox/store.sql.js';
import { createRateLimitStore } from '../platform/rate-limits/store.sql.js';

/** How the database is reached, and what the stores of the features are set to. */
export interface StorageSettings extends StorageOptions {
  /** See SESSION_IDLE_EXPIRES. Default: 0. */
  readonly sessionIdleExpires?: number;
}

/** The stores of each feature, and of the platform. Transactions have all of them, and make those that they use. */
function makersOf({ sessionIdleExpires = 0 }: StorageSettings) {
  return {
    ...accountStores,
    ...sessionStores(sessionIdleExpires * 1000),
    ...profileStores,
    usedTokens: createUsedTokenStore,
    recoveryCodes: createRecoveryCodeStore,
    accountRecoveries: createAccountRecoveryStore,
    totp: createTotpStore,
    passkeys: createPasskeyStore,
    devices: createDeviceStore,
    identities: createIdentityStore,
    keys: createKeyStore,
    directory: createDirectoryStore,
    factorResets: createFactorResetStore,
    signInDays: createSignInDayStore,
    outbox: createOutboxStore,
    oneTimeTokens: createOneTimeTokenStore,
    audit: createAuditStore,
    eventLog: createEventLog,
    throttle: createRateLimitStore,
  };
}

/** What has made the tables, in one sequence of numbers. */
export const migrations = joinMigrations([
  // Each feature that has a `migrations.ts` is a line.
  platformMigrations,
  accountMigrations,
  signInMigrations,
  twoStepMigrations,
  totpMigrations,
  passkeyMigrations,
  administrationMigrations,
  accountRecoveryMigrations,
  deviceMigrations,
  serviceStateMigrations,
  socialMigrations,
]);

type Makers = ReturnType<typeof makersOf>;

/** What is kept in the database. */
export type Stores = { readonly [Name in keyof Makers]: ReturnType<Makers[Name]> };

/**
 * The database behind the domains' ports. Every method rejects with AuthError `DATABASE_UNAVAILABLE`
 * while the database cannot be reached or used, and works again once it can.
 */
export interface Storage extends Stores {
  readonly kind: DatabaseKind;
  /**
   * Use only the stores that `work` is given: in SQLite the others wait for this transaction to end,
   * and it would wait for them.
   */
  readonly transact: Transact<Stores>;
  /** Applies pending migrations; safe in several processes at once. Returns the names of those applied. */
  migrate(): Promise<string[]>;
  /** The names of the migrations that `migrate` would apply. Writes nothing. */
  pendingMigrations(): Promise<string[]>;
  /**
   * The clock that all processes on this database share: its server's, or the machine's for SQLite.
   * Open the storage with `usesServerTime`.
   */
  openClock(): Promise<Clock>;
  /** The pool of connections at this moment; `undefined` for SQLite, which has one connection. */
  connections(): ConnectionCounts | undefined;
  /** Resolves if the database answers and takes writes. */
  ping(): Promise<void>;
  /** Lets running queries end, then closes every connection. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens the embedded database, or prepares to connect to PostgreSQL at the first query. It does not
 * migrate.
 * @throws AuthError `DATABASE_UNAVAILABLE` if the embedded database cannot be opened
 */
export async function openStorage(options: StorageSettings): Promise<Storage> {
  const database = openDatabase(options);
  const makers = makersOf(options);
  const { kind } = database;
  const { schema } = options;
  let clock: ServerClock | undefined;
  // Kysely closes only what it has used.
  if (kind === 'sqlite') await database.touch();

  return {
    kind,
    ...storesOf<Stores>(makers, database),
    transact: createTransact<Stores>(
      database,
      makers,
      ({ audit }) => audit && runAfterCommit(audit),
    ),
    async migrate() {
      // Also lets an older version start while a newer one, which knows more migrations, is rolled out.
      if ((await pendingMigrations(database, migrations, schema)).length === 0) return [];
      return withUnlimitedStatements(database, options, (own) =>
        applyMigrations(own, migrations, schema),
      );
    },
    pendingMigrations: () => pendingMigrations(database, migrations, schema),
    async openClock() {
      if (kind === 'sqlite') return systemClock;
      return (clock = await startServerClock({ readTime: () => readServerTime(database) }));
    },
    connections: database.connections,
    ping: database.ping,
    close() {
      clock?.close();
      return database.close();
    },
  };
}
