import type { AuditTrail } from '../../platform/events/trail.js';
import type { Clock } from '../../platform/clock.js';
import type { Logger } from '../../platform/logger.js';
import type { PasswordHasher } from '../../platform/password-hashing/hasher.js';
import type { PasswordPolicy } from '../../platform/password-hashing/policy.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { BeginSession } from '../sessions/begin-session.js';
import type { Session, SessionAndUser } from '../sessions/session.js';
import type { RateLimits } from '../../platform/rate-limits/rate-limits.js';
import type { User } from '../accounts/user.js';
import type { EmailDependencies } from '../email-addresses/dependencies.js';
import type { Hooks } from './hooks.js';
import type { AccountStores, Transact } from '../accounts/stores.js';
import type { ReservedNames } from '../accounts/look-alikes.js';

/** What the account verbs share. */
export interface AccountDependencies {
  readonly stores: AccountStores;
  readonly transact: Transact;
  readonly hasher: PasswordHasher;
  readonly policy: PasswordPolicy;
  readonly clock: Clock;
  readonly rateLimits: RateLimits;
  readonly audit: AuditTrail;
  readonly logger: Logger;
  readonly hooks: Hooks;
  readonly email: EmailDependencies;
  /** Whether a name, or one that looks like it, is nobody's to take. */
  readonly isReserved: ReservedNames;
  /** A session that has not begun yet. */
  readonly newSession: (user: User, client: ClientInfo) => Session;
  /** Begins it, in a transaction that holds the account. */
  readonly beginSession: BeginSession;
}

/** The outcome of every verb that signs in, or stays signed in: what a token pair is made of. */
export type SignedIn = SessionAndUser;
