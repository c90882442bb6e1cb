import { join } from 'node:path';
import { openEvents } from './events.js';
import type { Changes } from './facts.js';
import type { AuditTrail } from '../platform/events/trail.js';
import { systemClock, type Clock } from '../platform/clock.js';
import type { Config } from './config.js';
import type { CoreOverrides } from './embedding.js';
import { createLogger, type Logger } from '../platform/logger.js';
import { createPasswordHasher, type PasswordHasher } from '../platform/password-hashing/hasher.js';
import { createPasswordPolicy, type PasswordPolicy } from '../platform/password-hashing/policy.js';
import { createOperator, type Operator } from '../features/administration/operator.js';
import type { DeletionStores } from '../features/account-deletion/service.js';
import type { RateLimitStore } from '../platform/rate-limits/store.js';
import type { KeyStore } from '../features/signing-keys/store.js';
import type {
  DatabaseKind,
  Transact,
  StorageOptions,
  ConnectionCounts,
} from '../platform/database/database.js';
import { createAuditStore } from '../platform/events/store.sql.js';
import { createDirectoryStore } from '../features/administration/directory.sql.js';
import { createKeyStore } from '../features/signing-keys/store.sql.js';
import { createOutboxStore } from '../platform/outbox/store.sql.js';
import { profileStores } from '../features/profile/store.sql.js';
import { createRateLimitStore } from '../platform/rate-limits/store.sql.js';
import { applyMigrations, pendingMigrations } from '../platform/database/migrations/index.js';
import {
  readServerTime,
  startServerClock,
  type ServerClock,
} from '../platform/database/server-clock.js';
import { trustsAnyServer } from '../platform/database/connection-url.js';
import {
  createTransact,
  storesOf,
  type StoreMakers,
  runAfterCommit,
} from '../platform/database/stores.js';
import { createOneTimeTokenStore } from '../platform/one-time-tokens/store.sql.js';
import { sessionStores } from '../features/sessions/store.sql.js';
import { accountStores } from '../features/accounts/store.sql.js';
import {
  costsLess,
  defaultArgon2Parameters,
  type Argon2Parameters,
} from '../platform/password-hashing/formats/argon2id.js';
import type { DirectoryStore } from '../features/administration/directory.js';
import { openDatabase, withUnlimitedStatements } from '../platform/database/open.js';

/** What metrics count. */
export interface CoreListeners {
  /** Called for each hashed password, with the milliseconds that it waited for its turn. */
  readonly onHashTurn?: (waited: number) => void;
  /** Called for each security event; for that of a change after its commit. */
  readonly onSecurityEvent?: (type: string) => void;
}

/** The part of Authgraph that the service and the command line share: everything below HTTP and keys. */
export interface Core {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly storage: Storage;
  readonly hasher: PasswordHasher;
  readonly policy: PasswordPolicy;
  readonly audit: AuditTrail<Changes>;
  readonly users: Operator;
  close(): Promise<void>;
}

function acceptedCosts(
  { production }: Config,
  { passwordCosts = defaultArgon2Parameters }: CoreOverrides,
): Argon2Parameters {
  if (production && costsLess(passwordCosts, defaultArgon2Parameters)) {
    throw new TypeError('passwordCosts is below the default, which NODE_ENV=production requires');
  }
  return passwordCosts;
}

/** Opens the database, applies pending migrations, and puts the domains on top of it. */
export async function openCore(
  config: Config,
  overrides: CoreOverrides = {},
  { onHashTurn, onSecurityEvent }: CoreListeners = {},
): Promise<Core> {
  const { logger = createLogger(config.logLevel) } = overrides;
  const hasher = createPasswordHasher({
    concurrency: config.passwordHashConcurrency,
    queueLimit: config.passwordHashQueue,
    parameters: acceptedCosts(config, overrides),
    ...(onHashTurn === undefined ? {} : { onTurn: onHashTurn }),
  });
  const policy = createPasswordPolicy({
    minLength: config.passwordMinLength,
    maxLength: config.passwordMaxLength,
  });
  const storage = await openConfiguredStorage(config, logger, overrides.clock === undefined);
  let clock: Clock;
  try {
    await migrate(storage, logger);
    clock = overrides.clock ?? (await openClock(storage, logger));
  } catch (error) {
    await storage.close();
    throw error;
  }
  const audit = openEvents(config, {
    store: storage.audit,
    clock,
    logger,
    ...(onSecurityEvent === undefined ? {} : { onEvent: onSecurityEvent }),
  });
  const users = createOperator({
    stores: storage,
    transact: storage.transact,
    hasher,
    policy,
    clock,
    audit,
    adminRole: config.adminRole,
    usernameHold: config.usernameHold,
    resetLinks: { pattern: config.mailLinkResetPassword, lifetime: config.passwordResetExpires },
    usernames: { rule: config.usernames },
    singleLabel: config.production ? 'none' : 'localhost',
  });
  async function close(): Promise<void> {
    await audit.close();
    await storage.close();
  }
  return { config, clock, logger, storage, hasher, policy, audit, users, close };
}

/** Opens the configured database as it is, without migrating it. */
export function openConfiguredStorage(
  config: Config,
  logger: Logger,
  usesServerTime = false,
): Promise<Storage> {
  const { databaseUrl: url } = config;
  if (url !== undefined && trustsAnyServer(url)) logger.warn(trustsAnyServerWarning);
  return openStorage({
    url,
    sqliteFile: join(config.dataDir, 'authgraph.db'),
    poolSize: config.databasePoolSize,
    sessionIdleExpires: config.sessionIdleExpires,
    schema: config.databaseSchema,
    preparedStatements: config.databasePreparedStatements,
    usesServerTime,
    onConnectionError: (error) => logger.warn({ err: error }, 'a database connection was lost'),
  });
}

const trustsAnyServerWarning =
  'DATABASE_URL has sslmode=require, which encrypts and does not check who the server is; write sslmode=verify-full';

async function migrate(storage: Storage, logger: Logger): Promise<void> {
  const applied = await storage.migrate();
  if (applied.length > 0) logger.info({ migrations: applied }, 'database migrated');
}

/** Milliseconds by which this machine's clock may be wrong before a warning is logged. */
const notableSkew = 1000;

async function openClock(storage: Storage, logger: Logger): Promise<Clock> {
  const clock = await storage.openClock();
  const skew = systemClock.now() - clock.now();
  if (Math.abs(skew) > notableSkew) {
    const message = "this machine's clock differs from the database's, which counts";
    logger.warn({ seconds: Math.round(skew / 1000) }, message);
  }
  return clock;
}

export type { StorageOptions } from '../platform/database/database.js';
export type { ConnectionCounts } from '../platform/database/database.js';

/** What transactions change. */
interface AllStores extends DeletionStores {
  readonly keys: KeyStore;
}

/**
 * The database behind the domains' ports. Every method rejects with AuthError `DATABASE_UNAVAILABLE`
 * while the database cannot be reached or used, and works again once it can.
 */
export interface Storage extends AllStores {
  readonly kind: DatabaseKind;
  readonly throttle: RateLimitStore;
  readonly directory: DirectoryStore;
  /**
   * Use only the stores that `work` is given: in SQLite the others wait for this transaction to end,
   * and it would wait for them.
   */
  readonly transact: Transact<AllStores>;
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

/** How the database is reached, and what the stores of the features are set to. */
export interface StorageSettings extends StorageOptions {
  /** See SESSION_IDLE_EXPIRES. Default: 0. */
  readonly sessionIdleExpires?: number;
}

/** What transactions change: the stores of each feature, and of the platform. */
function makersOf({ sessionIdleExpires = 0 }: StorageSettings): StoreMakers<AllStores> {
  return {
    ...accountStores,
    ...sessionStores(sessionIdleExpires * 1000),
    ...profileStores,
    keys: createKeyStore,
    outbox: createOutboxStore,
    oneTimeTokens: createOneTimeTokenStore,
    audit: createAuditStore,
  };
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
    ...storesOf(makers, database),
    throttle: createRateLimitStore(database),
    directory: createDirectoryStore(database),
    transact: createTransact(database, makers, ({ audit }) => audit && runAfterCommit(audit)),
    async migrate() {
      // Also lets an older version start while a newer one, which knows more migrations, is rolled out.
      if ((await pendingMigrations(database, schema)).length === 0) return [];
      return withUnlimitedStatements(database, options, (own) => applyMigrations(own, schema));
    },
    pendingMigrations: () => pendingMigrations(database, schema),
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
