import type { AuditTrail } from '../../platform/events/trail.js';
import type { Clock } from '../../platform/clock.js';
import type { Throttle } from '../../platform/rate-limits/rate-limits.js';
import type { ReservedNames } from '../accounts/reserved-names.js';
import type { AccountStores, Transact } from '../accounts/stores.js';

/** What the verbs on one's own profile share. */
export interface ProfileDependencies {
  readonly stores: AccountStores;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly throttle: Throttle;
  /** Whether a name, or one that looks like it, is nobody's to take. */
  readonly isReserved: ReservedNames;
  /** Bytes of JSON. */
  readonly metadataMaxSize: number;
  /** Seconds for which a name that was given up is kept for its user; 0: it is free at once. */
  readonly usernameHold: number;
}
