import type { AuditStore } from '../../platform/events/store.js';
import type { OneTimeTokenStore } from '../../platform/one-time-tokens/store.js';
import type { NameClaimStore } from './name-claim-store.js';
import type { ReservedUsernameStore } from './reserved-username-store.js';
import type { ProfileStore } from '../profile/store.js';
import type { UserStore } from './user.js';
import type { SessionStore } from '../sessions/session.js';
import type { OutboxStore } from '../../platform/outbox/job.js';

/** The stores that change together. */
export interface AccountStores {
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly outbox: OutboxStore;
  readonly oneTimeTokens: OneTimeTokenStore;
  readonly profiles: ProfileStore;
  readonly reservedUsernames: ReservedUsernameStore;
  readonly nameClaims: NameClaimStore;
  readonly audit: AuditStore;
}

/** Runs `work` in one transaction: all of its writes, or, if it throws, none. */
export type Transact = <T>(work: (stores: AccountStores) => Promise<T>) => Promise<T>;
