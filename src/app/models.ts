import type { Impersonation } from '../features/administration/impersonate.js';
import type { AuditEvent } from '../platform/events/event.js';
import type { Session } from '../features/sessions/session.js';
import type { User } from '../features/accounts/user.js';

export type { JsonValue } from '../features/accounts/metadata.js';
export type { TokenPair as TokenPairModel } from '../features/sessions/token-pair.js';

/** Behind `type User`. */
export interface UserModel {
  readonly user: User;
  /** The user's own session that looks, to mark it among the others; `null`: someone else looks. */
  readonly viewerSessionId: string | null;
}

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

/** Behind `type Session`. */
export interface SessionModel {
  readonly session: Session;
  readonly current: boolean;
}
