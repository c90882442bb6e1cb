import type { AuditEvent } from '../../platform/events/event.js';
import type { User } from '../accounts/user.js';
import {
  type AdminAction,
  type Administrator,
  type AdministrationDependencies,
  disable,
  enable,
  endSessions,
  recordAction,
  setRoles,
} from './admin-action.js';
import { deleteUser, updateUser, type UserUpdate } from './change-user.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { emailAddressReasons } from '../email-addresses/facts.js';
import { admitMailOf } from '../email-addresses/mail-request.js';
import { sendLink } from '../email-addresses/send-link.js';
import { administrationReasons } from './facts.js';
import type { ClosedAccount } from '../sessions/lifecycle.js';
import { impersonate, type Impersonation } from './impersonate.js';
import { invite, type Invitation } from './invite.js';

/**
 * What administrators do to accounts; each verb is described beside its code. Nothing here checks who asks. The
 * command line does the same by username (`operator.ts`).
 */
export interface Administration {
  deleteUser(action: AdminAction): Promise<void>;
  updateUser(action: AdminAction, update: UserUpdate): Promise<User>;
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
    deleteUser: (action) => deleteUser(dependencies, action),
    updateUser: (action, update) => updateUser(dependencies, action, update),
    setRoles: (action, roles) => setRoles(dependencies, action, roles),
    disable: (action) => disable(dependencies, action),
    enable: (action) => enable(dependencies, action),
    endSessions: (action) => endSessions(dependencies, action),
    sendPasswordReset: (action) => sendPasswordReset(dependencies, action),
    impersonate: (action, reason) => impersonate(dependencies, action, reason),
    invite: (by, invitation) => invite(dependencies, by, invitation),
  };
}

const noAddress = {
  message: 'This account has no verified e-mail address to send the link to.',
  ko: '이 계정에는 링크를 보낼 수 있는 확인된 이메일 주소가 없습니다.',
};

/**
 * Mails a user the same link as `requestPasswordReset`, to the address that is proved to be theirs: no
 * administrator chooses, or learns, a password. Until the link is used, the old password stays good.
 * @throws AuthError `MAIL_OFF`, `USER_NOT_FOUND`, `USER_DISABLED`, `EMAIL_MISSING`, `TOO_MANY_MAILS`
 */
async function sendPasswordReset(
  dependencies: AdministrationDependencies,
  action: AdminAction<Administrator>,
): Promise<void> {
  const { stores, transact, email } = dependencies;
  if (!email.isOn) throw new AuthError('MAIL_OFF');
  const user = await stores.users.find({ id: action.userId });
  if (user === undefined) throw new AuthError(administrationReasons.USER_NOT_FOUND);
  if (user.disabledAt !== null) throw new AuthError(administrationReasons.USER_DISABLED);
  const to = user.email;
  if (to === null || !user.emailVerified)
    throw new AuthError(emailAddressReasons.EMAIL_MISSING, { sentence: noAddress });
  const mail = { purpose: 'reset-password', email: to, client: action.actor.client } as const;
  await admitMailOf(action.actor.viewer.user.id, dependencies, mail);
  // Not in the language of the administrator.
  const link = { purpose: 'reset-password', locales: [] } as const;
  const recipient = { user, to, subject: user.id };
  await transact(async (changing) => {
    await sendLink(dependencies, changing, link, recipient);
    await recordAction(dependencies, changing, action, { type: 'password.reset_requested' });
  });
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
