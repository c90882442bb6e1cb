import type { PasswordPolicy } from '../../platform/password-hashing/policy.js';
import type { Logger } from '../../platform/logger.js';
import type { RefuseLastWayIn } from '../accounts/ways-in.js';
import type { Captcha } from '../captcha/captcha.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import type { SignUpDependencies } from '../email-addresses/sign-up.js';
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { Breaches } from './breaches.js';
import { passwordReasons, type PasswordChanges } from './facts.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { EmailAddressChanges } from '../email-addresses/facts.js';
import type { SessionChanges } from '../sessions/facts.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { PasswordHasher } from '../../platform/password-hashing/hasher.js';
import type { Asker } from '../../platform/password-hashing/queue.js';
import type { GiveBackIn, Locks } from '../../platform/rate-limits/rate-limits.js';
import type { Credentials, User, UserLookup } from '../accounts/user.js';
import { isLocked, limitedAttempt } from '../sessions/sign-in-attempts.js';
import { addressBuckets } from '../../platform/address.js';

/** What the verbs of passwords share. */
export interface PasswordDependencies extends SignUpDependencies {
  readonly audit: AuditTrail<PasswordChanges & EmailAddressChanges & SessionChanges>;
  readonly hasher: PasswordHasher;
  readonly policy: PasswordPolicy;
  readonly breaches: Pick<Breaches, 'refuse'>;
  readonly captcha: Captcha;
  readonly logger: Logger;
  readonly refuseLastWayIn: RefuseLastWayIn<MailedStores>;
}

/** A password that someone says is an account's. */
export interface Proof {
  readonly lookup: UserLookup;
  readonly password: string;
  readonly client: ClientInfo;
  /** Asked once the limits have let the attempt in, before the password is looked at; it refuses by throwing. */
  readonly admit?: (locks: Locks) => Promise<void> | undefined;
}

/**
 * Proves a password. An unknown user, a wrong password, a disabled and a locked account cost the same
 * time and give the same error. A hash of older parameters or of another system is replaced on the way.
 * @returns the credentials, with the hash that is stored now
 * @throws AuthError `PASSWORD_MISSING`, `INVALID_CREDENTIALS`, `TOO_MANY_ATTEMPTS`, `OVERLOADED`
 */
export function provePassword(
  dependencies: PasswordDependencies,
  proof: Proof,
): Promise<Credentials> {
  return decide(dependencies, proof, (credentials) => Promise.resolve(credentials));
}

/**
 * Proves a password, and runs `work` in a transaction in which it stays the user's password. Without it, a sign-in that
 * overlaps a password change could outlive the change. The attempt is given back in the same transaction.
 * @throws AuthError as `provePassword`, and what `work` throws
 */
export function withProvedPassword<T>(
  dependencies: PasswordDependencies,
  proof: Proof,
  work: (stores: MailedStores, held: User) => Promise<T>,
): Promise<T> {
  return decide(dependencies, proof, ({ user, passwordHash }, giveBackIn) =>
    dependencies.transact(async (stores) => {
      const held = await stores.users.lockCredentials(user.id, passwordHash);
      if (held === undefined) throw new AuthError(passwordReasons.INVALID_CREDENTIALS);
      const done = await work(stores, held);
      // Last, so that others who wait for these counters wait for the commit alone.
      await giveBackIn(stores.throttle);
      return done;
    }),
  );
}

async function decide<T>(
  dependencies: PasswordDependencies,
  proof: Proof,
  use: (proved: Credentials, giveBackIn: GiveBackIn) => Promise<T>,
): Promise<T> {
  const { lookup, password, client, admit } = proof;
  if (password === '') throw new AuthError('PASSWORD_MISSING');
  await refuseIfFull(dependencies.hasher, client);
  const credentials = await dependencies.stores.users.findCredentials(lookup);
  const attempt = { userId: credentials?.user.id ?? null, name: lookup, client };
  const decided = await limitedAttempt(dependencies, attempt, async (locks, giveBackIn) => {
    await admit?.(locks);
    const proved = await check(dependencies, locks, proof, credentials);
    return proved && { value: await use(proved, giveBackIn) };
  });
  if (decided === undefined) throw new AuthError(passwordReasons.INVALID_CREDENTIALS);
  return decided.value;
}

/** Milliseconds, at least and at most. */
const refusalPause = [500, 1000] as const;

/**
 * Refuses a caller for want of room, a moment later: a client that ignores `retryAfter` cannot keep the event
 * loop busy with refusals. @throws AuthError `OVERLOADED`
 */
export async function refuseIfFull(
  hasher: PasswordHasher,
  { ipAddress }: ClientInfo,
): Promise<void> {
  try {
    hasher.refuseIfFull(addressBuckets(ipAddress));
  } catch (error) {
    await delay(randomInt(...refusalPause));
    throw error;
  }
}

/**
 * The hash of a new password that the policy accepts. It is last: nobody asks about breaches, or waits for a hash, beyond
 * the limits of attempts. @throws AuthError `PASSWORD_BREACHED`, `OVERLOADED`
 */
export async function hashNewPassword(
  { hasher, breaches }: PasswordDependencies,
  password: string,
  { ipAddress }: ClientInfo,
): Promise<string> {
  const asker = addressBuckets(ipAddress);
  hasher.refuseIfFull(asker);
  await breaches.refuse(password);
  return hasher.hash(password, asker);
}

/** The credentials if the password is right and may be used; the same work for every answer. */
async function check(
  dependencies: PasswordDependencies,
  locks: Locks,
  { lookup, password, client }: Proof,
  credentials: Credentials | undefined,
): Promise<Credentials | undefined> {
  const { hasher } = dependencies;
  const asker = addressBuckets(client.ipAddress);
  if (credentials === undefined) {
    await hasher.verifyDummyHash(password, asker);
    return undefined;
  }
  const { user, passwordHash } = credentials;
  const { matches, outdated } = await hasher.verify(passwordHash, password, asker);
  if (!matches || user.disabledAt !== null) return undefined;
  const attempt = { userId: user.id, name: lookup, client };
  if (await isLocked(dependencies, locks, attempt)) return undefined;
  return outdated ? upgradeHash(dependencies, credentials, password, asker) : credentials;
}

/** Signing in must not fail because the upgrade did: the next sign-in tries again. */
async function upgradeHash(
  { stores, hasher, logger }: PasswordDependencies,
  credentials: Credentials,
  password: string,
  asker: Asker,
): Promise<Credentials> {
  const { user, passwordHash } = credentials;
  try {
    const next = await hasher.hash(password, asker);
    const replaced = await stores.users.replacePasswordHash(user.id, passwordHash, next);
    return replaced ? { user, passwordHash: next } : credentials;
  } catch (error) {
    logger.warn({ err: error, userId: user.id }, 'the password hash could not be upgraded');
    return credentials;
  }
}
