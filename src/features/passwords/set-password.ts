import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { User, UserStore } from '../accounts/user.js';
import type { WayIn } from '../accounts/ways-in.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import type { Viewer } from '../sessions/context.js';
import { holdViewer } from '../sessions/hold-viewer.js';
import { notWiderThanToken } from '../sessions/refresh.js';
import { sendSecurityNotice } from '../sessions/security-notice.js';
import type { SessionAndUser } from '../sessions/session.js';
import { passwordReasons } from './facts.js';
import { hashNewPassword, type PasswordDependencies } from './password-check.js';

/** A password as a way to sign in. */
export const passwordWayIn: WayIn<{ readonly users: Pick<UserStore, 'withPassword'> }> = {
  has: async ({ users }, userId) => (await users.withPassword([userId])).has(userId),
};

/** A first password. */
export interface FirstPassword {
  readonly newPassword: string;
  readonly client: ClientInfo;
}

/**
 * Gives an account without a password its first one. As a change of the password does, it ends every other session,
 * uses up the refresh tokens of this one and the mailed links, and mails the owner. All of it or nothing.
 * @throws AuthError `PASSWORD_*`, `TOKEN_REVOKED`, `STEP_UP_REQUIRED`, `TOO_MANY_ATTEMPTS`, `TOO_MANY_CHANGES`,
 * `OVERLOADED`
 */
export async function setPassword(
  dependencies: PasswordDependencies,
  viewer: Viewer,
  { newPassword, client }: FirstPassword,
): Promise<SessionAndUser> {
  const { stores, policy, rateLimits, transact, clock } = dependencies;
  const { id, username, email } = viewer.user;
  // Asked before the expensive hash. The statement below decides.
  if (await passwordWayIn.has(stores, id)) throw new AuthError(passwordReasons.PASSWORD_EXISTS);
  policy.check(newPassword, email === null ? [username] : [username, email]);
  await rateLimits.countCredentialChange(id);
  await rateLimits.countAttempt(client.ipAddress);
  const passwordHash = await hashNewPassword(dependencies, newPassword, client);
  return transact(async (changing) => {
    const { user } = await holdViewer(changing, viewer, clock.now());
    if (!(await changing.users.setFirstPasswordHash(id, passwordHash))) {
      throw new AuthError(passwordReasons.PASSWORD_EXISTS);
    }
    const change = { user, client, type: 'password.set', mail: 'password-changed' } as const;
    return finish(dependencies, changing, viewer, change);
  });
}

/**
 * Takes the password of an account away, with the same consequences. Without a password nothing changes.
 * @throws AuthError `LAST_SIGN_IN_METHOD`, `TOKEN_REVOKED`, `STEP_UP_REQUIRED`
 */
export function removePassword(
  dependencies: PasswordDependencies,
  viewer: Viewer,
  client: ClientInfo,
): Promise<SessionAndUser> {
  const { transact, clock } = dependencies;
  return transact(async (stores) => {
    const held = await holdViewer(stores, viewer, clock.now());
    const { user } = held;
    if (!(await stores.users.removePassword(user.id))) return held;
    await dependencies.refuseLastWayIn(stores, user.id);
    const change = { user, client, type: 'password.removed', mail: 'password-removed' } as const;
    return finish(dependencies, stores, viewer, change);
  });
}

interface Finish {
  readonly user: User;
  readonly client: ClientInfo;
  readonly type: 'password.set' | 'password.removed';
  readonly mail: 'password-changed' | 'password-removed';
}

/** Ends what the password before, or its absence, has opened, and records it. */
async function finish(
  dependencies: PasswordDependencies,
  stores: MailedStores,
  viewer: Viewer,
  { user, client, type, mail }: Finish,
): Promise<SessionAndUser> {
  const { clock, audit } = dependencies;
  const { sessions, oneTimeTokens, outbox } = stores;
  const { id: userId } = user;
  const { sessionId } = viewer;
  const now = clock.now();
  const reason = 'password_changed' as const;
  const ended = await sessions.revokeAllOfUser(userId, { at: now, reason }, sessionId);
  await oneTimeTokens.removeAllOfUser(userId);
  await sendSecurityNotice(dependencies, outbox, user, { name: mail });
  const renewed = await renewUnproved(stores, viewer, now);
  const change = { user, ended: { userId, sessions: ended, reason, keptSessionId: sessionId } };
  await audit.recordIn(stores, { type, userId, sessionId, client, change });
  return renewed;
}

/** Nothing is proved here: the session keeps its proof, and the pair states no more than the token of the request. */
export async function renewUnproved(
  { sessions }: MailedStores,
  viewer: Viewer,
  now: number,
): Promise<SessionAndUser> {
  const found = await sessions.findWithUser(viewer.sessionId);
  if (found === undefined) throw new AuthError('TOKEN_REVOKED');
  const { id, amr, acr, authenticatedAt, roles } = found.session;
  const renewed = await sessions.renew({ id, now, roles, amr, acr, authenticatedAt });
  return aliveFor(viewer, renewed ? await sessions.findWithUser(id) : undefined);
}

function aliveFor(viewer: Viewer, found: SessionAndUser | undefined): SessionAndUser {
  if (found?.session.revokedAt !== null) throw new AuthError('TOKEN_REVOKED');
  return notWiderThanToken(found, viewer);
}
