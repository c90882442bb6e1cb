import { join } from 'node:path';
import { announcingStores } from './webhook-stores.js';
import { createAuditTrail, type AuditTrail } from '../platform/events/trail.js';
import { systemClock, type Clock } from '../platform/clock.js';
import type { Config } from './config.js';
import { createLogger, type Logger } from '../platform/logger.js';
import { createPasswordHasher, type PasswordHasher } from '../platform/password-hashing/hasher.js';
import { createPasswordPolicy, type PasswordPolicy } from '../platform/password-hashing/policy.js';
import { openStorage, type Storage } from './storage.js';
import { createOperator, type Operator } from '../features/administration/operator.js';

/** What an embedding application, or a test, may replace. */
export interface CoreOverrides {
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Told of each password that is hashed, with the milliseconds that it waited for its turn. */
  readonly onHashTurn?: (waited: number) => void;
}

/** The part of Authgraph that the service and the command line share: everything below HTTP and keys. */
export interface Core {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly storage: Storage;
  readonly hasher: PasswordHasher;
  readonly policy: PasswordPolicy;
  readonly audit: AuditTrail;
  readonly users: Operator;
  close(): Promise<void>;
}

/** Opens the database, applies pending migrations, and puts the domains on top of it. */
export async function openCore(config: Config, overrides: CoreOverrides = {}): Promise<Core> {
  const { logger = createLogger(config.logLevel), onHashTurn } = overrides;
  const hasher = createPasswordHasher({
    concurrency: config.passwordHashConcurrency,
    queueLimit: config.passwordHashQueue,
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
  const audit = createAuditTrail({ store: storage.audit, clock, logger });
  const { transact } = storage;
  const users = createOperator({
    ...announcingStores({ config, clock }, { stores: storage, transact }),
    hasher,
    policy,
    clock,
    audit,
    adminRole: config.adminRole,
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
  return openStorage({
    url: config.databaseUrl,
    sqliteFile: join(config.dataDir, 'authgraph.db'),
    poolSize: config.databasePoolSize,
    usesServerTime,
    onConnectionError: (error) => logger.warn({ err: error }, 'a database connection was lost'),
  });
}

async function migrate(storage: Storage, logger: Logger): Promise<void> {
  const applied = await storage.migrate();
  if (applied.length > 0) logger.info({ migrations: applied }, 'database migrated');
}

/** Milliseconds by which this machine's clock may be wrong before its operator is told. */
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
