import { AuthError } from '../../platform/errors/auth-error.js';
import { administrationReasons } from './facts.js';
import { refusalOf } from '../sessions/lifecycle.js';
import type { IssuedToken } from '../sessions/access-token.js';
import type { User } from '../accounts/user.js';
import type { Session } from '../sessions/session.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import {
  recordAction,
  type AdminAction,
  type Administrator,
  type AdministrationDependencies,
} from './admin-action.js';
import { isVisibleLine } from '../accounts/identifiers.js';

/** Characters (code points) of a reason: a ticket, or a sentence. */
const reasonMaxLength = 200;

/** A session as someone else: an access token alone, which its session ends with. */
export interface Impersonation extends IssuedToken {
  readonly user: User;
}

/**
 * Begins a session as a user, in which nothing can be done that needs a proof of the password. The token says
 * who acts (`act`, RFC 8693 §4.1), and there is none without its event.
 * @param reason for the record; `null`: none is given
 * @throws AuthError `IMPERSONATION_OFF`, `REASON_INVALID`, `IMPERSONATION_REFUSED`, `USER_NOT_FOUND`,
 * `USER_DISABLED`, `TOKEN_REVOKED`, `ROLE_REQUIRED`
 */
export function impersonate(
  dependencies: AdministrationDependencies,
  action: AdminAction<Administrator>,
  reason: string | null,
): Promise<Impersonation> {
  const { transact, accessTokens, beginSession } = dependencies;
  const { impersonationExpires: lifetime } = dependencies;
  if (lifetime === 0) throw new AuthError(administrationReasons.IMPERSONATION_OFF);
  const detail = reason === null ? {} : { reason: checkedReason(reason) };
  const { viewer, client } = action.actor;
  return transact(async (stores) => {
    const user = await lockUserToImpersonate(dependencies, stores, action);
    const actorId = viewer.user.id;
    const record = (session: Session) => {
      const recorded = { sessionId: session.id, detail, change: { session } };
      return recordAction(dependencies, stores, action, { type: 'user.impersonated', ...recorded });
    };
    const session = await beginSession(stores, { user, client, actorId, lifetime }, record);
    return { ...accessTokens.issue({ user, session, at: session.createdAt, lifetime }), user };
  });
}

/** @throws AuthError `REASON_INVALID` */
export function checkedReason(input: string): string {
  const reason = input.trim();
  if (!isVisibleLine(reason, reasonMaxLength))
    throw new AuthError(administrationReasons.REASON_INVALID);
  return reason;
}

/**
 * Locks both accounts, and checks the administrator again. A change that ends the administrator's sessions, or takes
 * the role, locks the account too. So it comes before this, or after it and ends this session too.
 */
async function lockUserToImpersonate(
  { clock, adminRole }: AdministrationDependencies,
  { users, sessions }: MailedStores,
  { actor: { viewer }, userId }: AdminAction<Administrator>,
): Promise<User> {
  if (userId === viewer.user.id) throw new AuthError(administrationReasons.IMPERSONATION_REFUSED);
  const held = await users.lockUsersWithRole(userId, adminRole);
  const own = await sessions.findWithUser(viewer.session.id);
  const refusal = refusalOf(own, viewer.user.id, clock.now());
  if (refusal !== undefined) throw refusal;
  if (!held.some(({ id }) => id === viewer.user.id)) throw new AuthError('ROLE_REQUIRED');
  const user = held.find(({ id }) => id === userId);
  if (user === undefined) throw new AuthError(administrationReasons.USER_NOT_FOUND);
  if (user.roles.includes(adminRole))
    throw new AuthError(administrationReasons.IMPERSONATION_REFUSED);
  if (user.disabledAt !== null) throw new AuthError(administrationReasons.USER_DISABLED);
  return user;
}
