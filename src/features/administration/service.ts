import type { AuditEvent } from '../../platform/events/event.js';
import type { User } from '../accounts/user.js';
import {
  type AdminAction,
  type Administrator,
  type AdministrationDependencies,
  disable,
  enable,
  endSessions,
  setRoles,
  sendPasswordReset,
} from './admin-action.js';
import type { ClosedAccount } from '../sessions/lifecycle.js';
import { impersonate, type Impersonation } from './impersonate.js';
import { invite, type Invitation } from './invite.js';

/**
 * What administrators do to accounts; each verb is described beside its code. Nothing here checks who asks. The
 * command line does the same by username (`operator.ts`).
 */
export interface Administration {
  setRoles(action: AdminAction, roles: readonly string[]): Promise<User>;
  disable(action: AdminAction): Promise<ClosedAccount>;
  enable(action: AdminAction): Promise<User>;
  endSessions(action: AdminAction): Promise<number>;
  sendPasswordReset(action: AdminAction<Administrator>): Promise<void>;
  impersonate(action: AdminAction<Administrator>, reason: string | null): Promise<Impersonation>;
  invite(by: Administrator, invitation: Invitation): Promise<User>;
}

export function createAdministration(dependencies: AdministrationDependencies): Administration {
  return {
    setRoles: (action, roles) => setRoles(dependencies, action, roles),
    disable: (action) => disable(dependencies, action),
    enable: (action) => enable(dependencies, action),
    endSessions: (action) => endSessions(dependencies, action),
    sendPasswordReset: (action) => sendPasswordReset(dependencies, action),
    impersonate: (action, reason) => impersonate(dependencies, action, reason),
    invite: (by, invitation) => invite(dependencies, by, invitation),
  };
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
