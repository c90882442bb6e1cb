import type { AuditTrail } from '../../platform/events/trail.js';
import type { Clock } from '../../platform/clock.js';
import type { Throttle } from '../../platform/rate-limits/rate-limits.js';
import type { AccountStores, Transact } from '../accounts/stores.js';

/** What the verbs on leaving share. */
export interface LeavingDependencies {
  readonly stores: AccountStores;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly throttle: Pick<Throttle, 'countExport'>;
  /** Whose last owner may not leave. */
  readonly adminRole: string;
  /** Seconds for which the name of a deleted account is kept from strangers; 0: it is free at once. */
  readonly usernameHold: number;
}
