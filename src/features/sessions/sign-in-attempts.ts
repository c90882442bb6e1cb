import { AuthError } from '../../platform/errors/auth-error.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { GiveBackIn, Locks, RateLimits } from '../../platform/rate-limits/rate-limits.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { SessionChanges } from './facts.js';
import type { Clock } from '../../platform/clock.js';
import type { SessionStore } from './session.js';
import { addressBucket } from '../../platform/address.js';

/** Who tries to prove to be whom. */
export interface Attempt {
  /** `null` for an account that does not exist. */
  readonly userId: string | null;
  /** What was given for it. */
  readonly name: object;
  readonly client: ClientInfo;
}

/**
 * Lets `prove` decide within the limits of failed sign-ins, and records a failure.
 * @returns what was proved; `undefined` if nothing was
 * @throws AuthError `TOO_MANY_ATTEMPTS`, `OVERLOADED`
 */
export async function limitedAttempt<T>(
  { rateLimits, audit }: { rateLimits: RateLimits; audit: AuditTrail<SessionChanges> },
  { userId, name, client }: Attempt,
  prove: (locks: Locks, giveBackIn: GiveBackIn) => Promise<T | undefined>,
): Promise<T | undefined> {
  const account = userId ?? JSON.stringify(name);
  const attempt = { account, address: client.ipAddress };
  const proved = await rateLimits.passwordAttempt(attempt, prove).catch((error: unknown) => {
    if (isThrottled(error)) audit.record({ type: 'login.throttled', userId, client });
    throw error;
  });
  if (proved === undefined) audit.record({ type: 'login.failed', userId, client });
  return proved;
}

function isThrottled(error: unknown): boolean {
  return error instanceof AuthError && error.reason === 'TOO_MANY_ATTEMPTS';
}

/**
 * A lock must not keep the owner out: unknown addresses lock only unknown addresses,
 * not an address where the user has a session.
 */
export async function isLocked(
  { stores, clock }: { stores: { sessions: SessionStore }; clock: Clock },
  locks: Locks,
  { userId, client }: Attempt,
): Promise<boolean> {
  if (locks.addressLocked || !locks.unknownAddressesLocked || userId === null)
    return locks.addressLocked;
  return !isAmong(await stores.sessions.addressesOf({ id: userId }, clock.now()), client);
}

/** Whether a client is in the network of one of these addresses. */
export function isAmong(addresses: readonly string[], { ipAddress }: ClientInfo): boolean {
  const here = addressBucket(ipAddress);
  return ipAddress !== null && addresses.some((address) => addressBucket(address) === here);
}
