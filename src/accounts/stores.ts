import type { AuditStore } from '../audit/store.js';
import type { OutboxStore } from '../outbox/store.js';
import type { SecretStore } from '../secrets/store.js';
import type { SessionStore } from '../sessions/store.js';
import type { NameClaimStore } from '../users/name-claim-store.js';
import type { NameHoldStore } from '../users/name-hold-store.js';
import type { ProfileStore } from '../users/profile-store.js';
import type { UserStore } from '../users/store.js';

/** The stores that change together. */
export interface AccountStores {
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly outbox: OutboxStore;
  readonly secrets: SecretStore;
  readonly profiles: ProfileStore;
  readonly nameHolds: NameHoldStore;
  readonly nameClaims: NameClaimStore;
  readonly audit: AuditStore;
}

/** Runs `work` in one transaction: all of its writes, or, if it throws, none. */
export type Transact = <T>(work: (stores: AccountStores) => Promise<T>) => Promise<T>;
