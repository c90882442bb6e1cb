import type { Impersonation } from './impersonate.js';
import type { AuditEvent } from '../../platform/events/event.js';
import type { User } from '../accounts/user.js';

/** Behind `type ManagedUser`. */
export interface ManagedUserModel {
  readonly user: User;
  /** The session that looks at the user, to mark it among the user's if it is one of them. */
  readonly viewerSessionId: string;
}

/** Behind `type Impersonation`. */
export interface ImpersonationModel {
  readonly impersonation: Impersonation;
  /** The session of the administrator. */
  readonly viewerSessionId: string;
}

/** Behind `type AuditEvent`. */
export interface AuditEventModel {
  readonly event: AuditEvent;
  /** The session that looks at the event. */
  readonly viewerSessionId: string;
}
