import type { User } from '../accounts/user.js';
import {
  type Act,
  type AdministrationDependencies,
  disable,
  enable,
  endSessions,
  setRoles,
  sendPasswordReset,
} from './admin-action.js';
import { impersonate, type Impersonation } from './impersonate.js';
import { invite, type Invitation } from './invite.js';

/**
 * What administrators do to accounts; each verb is described in the file of its name. Nothing here checks
 * who asks.
 */
export interface Administration {
  setRoles(act: Act, roles: readonly string[]): Promise<User>;
  disable(act: Act): Promise<User>;
  enable(act: Act): Promise<User>;
  endSessions(act: Act): Promise<number>;
  sendPasswordReset(act: Act): Promise<void>;
  impersonate(act: Act, reason: string | null): Promise<Impersonation>;
  invite(by: Omit<Act, 'userId'>, invitation: Invitation): Promise<User>;
}

export function createAdministration(dependencies: AdministrationDependencies): Administration {
  return {
    setRoles: (act, roles) => setRoles(dependencies, act, roles),
    disable: (act) => disable(dependencies, act),
    enable: (act) => enable(dependencies, act),
    endSessions: (act) => endSessions(dependencies, act),
    sendPasswordReset: (act) => sendPasswordReset(dependencies, act),
    impersonate: (act, reason) => impersonate(dependencies, act, reason),
    invite: (by, invitation) => invite(dependencies, by, invitation),
  };
}
