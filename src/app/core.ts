import { join } from 'node:path';
import { allOrNothing } from '../platform/all-or-nothing.js';
import { openEvents } from './events.js';
import type { RemovableFactor } from '../features/two-step/two-step.js';
import { openStorage, type Storage, type Stores } from './storage.js';
import { signalTypes } from './event-signals.js';
import type { Changes } from './facts.js';
import { createEventTail, type EventTail } from '../platform/events/tail.js';
import type { AuditTrail } from '../platform/events/trail.js';
import { systemClock, type Clock } from '../platform/clock.js';
import type { Config } from './config.js';
import type { CoreOverrides } from './embedding.js';
import { createLogger, type Logger } from '../platform/logger.js';
import { createPasswordHasher, type PasswordHasher } from '../platform/password-hashing/hasher.js';
import { createPasswordPolicy, type PasswordPolicy } from '../platform/password-hashing/policy.js';
import { resetFactorsNow } from '../features/administration/reset-factors.js';
import { createSignInCounter, type SignInCounter } from '../features/service-state/statistics.js';
import { createOperator, type Operator } from '../features/administration/operator.js';
import { trustsAnyServer } from '../platform/database/connection-url.js';
import {
  costsLess,
  defaultArgon2Parameters,
  type Argon2Parameters,
} from '../platform/password-hashing/formats/argon2id.js';

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
  /** Follows what all processes record, once someone listens. */
  readonly tail: EventTail;
  readonly users: Operator;
  readonly signIns: SignInCounter;
  close(): Promise<void>;
}

/** What ends with two-step sign-in. */
const removableFactors: readonly RemovableFactor<Stores>[] = [
  { removeAll: ({ totp }, userId) => totp.removeAllOf(userId) },
  { removeAll: ({ recoveryCodes }, userId) => recoveryCodes.removeAllOf(userId) },
];

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
  return allOrNothing(async (onFailure) => {
    const storage = await openConfiguredStorage(config, logger, overrides.clock === undefined);
    onFailure(() => storage.close());
    await migrate(storage, logger);
    const clock = overrides.clock ?? (await openClock(storage, logger));
    const signIns = createSignInCounter({ store: storage.signInDays, clock, logger });
    onFailure(() => signIns.close());
    const tail = createEventTail({ log: storage.eventLog, types: signalTypes, logger });
    const audit = openEvents(config, {
      store: storage.audit,
      clock,
      logger,
      onEvent(entry) {
        signIns.count(entry);
        onSecurityEvent?.(entry.type);
        if (tail.follows(entry.type)) tail.wake();
      },
    });
    const users = openOperator(config, { storage, hasher, policy, clock, audit });
    async function close(): Promise<void> {
      tail.close();
      await audit.close();
      await signIns.close();
      await storage.close();
    }
    const domains = { hasher, policy, audit, tail, users, signIns };
    return { config, clock, logger, storage, ...domains, close };
  });
}

function openOperator(
  config: Config,
  shared: Pick<Core, 'storage' | 'hasher' | 'policy' | 'clock' | 'audit'>,
): Operator {
  const { storage, audit } = shared;
  const { transact } = storage;
  const resets = {
    ...{ transact, audit },
    // The command line sends no mail.
    email: { isOn: false, enqueueMail: () => Promise.resolve() },
    factors: removableFactors,
  };
  return createOperator({
    ...shared,
    resetFactors: (userId) => resetFactorsNow(resets, userId),
    stores: storage,
    transact,
    adminRole: config.adminRole,
    usernameHold: config.usernameHold,
    resetLinks: { pattern: config.mailLinkResetPassword, lifetime: config.passwordResetExpires },
    usernames: { rule: config.usernames },
    singleLabel: config.production ? 'none' : 'localhost',
  });
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
