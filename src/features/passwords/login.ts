import { AuthError } from '../../platform/errors/auth-error.js';
import { accountReasons } from '../accounts/facts.js';
import { passwordReasons } from './facts.js';
import type { Locks } from '../../platform/rate-limits/rate-limits.js';
import type { ClientInfo } from '../../platform/client-info.js';
import { emailKey, usernameKey } from '../accounts/identifiers.js';
import type { UsernamePolicy } from '../accounts/usernames.js';
import {
  hashNewPassword,
  type PasswordDependencies,
  provePassword,
  withProvedPassword,
} from './password-check.js';
import type { UserLookup } from '../accounts/user.js';
import { recordSignIn } from '../sessions/begin-session.js';
import type { Viewer } from '../sessions/context.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import { lookAgain } from '../sessions/hold-viewer.js';
import { recordProof } from '../sessions/lifecycle.js';
import { sendSecurityNotice } from '../sessions/security-notice.js';
import { type SessionAndUser, passwordProof } from '../sessions/session.js';
import { renewUnproved } from './set-password.js';

export interface Login {
  /** A username or a verified e-mail address. */
  readonly username: string;
  readonly password: string;
  readonly client: ClientInfo;
}

/**
 * Signs in: proves the password and begins a session.
 * @throws AuthError `USERNAME_MISSING`, `PASSWORD_MISSING`, `INVALID_CREDENTIALS`, `TOO_MANY_ATTEMPTS`,
 * `OVERLOADED`, `CAPTCHA_REQUIRED`, `MFA_REQUIRED`
 */
export async function login(
  dependencies: PasswordDependencies,
  input: Login,
): Promise<SessionAndUser> {
  const { username, password, client } = input;
  if (username.trim() === '') throw new AuthError(accountReasons.USERNAME_MISSING);
  const lookup = lookupOf(username, dependencies.usernames);
  const candidate = { method: 'password', name: username } as const;
  const admit = async ({ failures }: Locks) => {
    await dependencies.captcha.atSignIn(failures, client);
    await dependencies.hooks.before('beforeSignIn', candidate, client);
  };
  const proof = { lookup, password, client, admit };
  const signedIn = await withProvedPassword(dependencies, proof, async (stores, user) => {
    const signIn = { user, client, proof: passwordProof };
    const session = await dependencies.beginSession(stores, signIn, (begun) =>
      recordSignIn(dependencies.audit, stores, { session: begun, client }),
    );
    return { session, user };
  });
  await dependencies.hooks.after('afterSignIn', signedIn, client);
  return signedIn;
}

/**
 * No username has an `@`, so the two kinds of name cannot be confused. An address that is not verified proves nothing,
 * but where accounts need no username it is all that their users know.
 */
function lookupOf(name: string, { rule }: UsernamePolicy): UserLookup {
  const trimmed = name.trim();
  if (!trimmed.includes('@')) return { usernameKey: usernameKey(trimmed) };
  const key = emailKey(trimmed);
  return rule === 'required' ? { verifiedEmailKey: key } : { emailKey: key };
}

/**
 * Proves the password again in a running session: its `auth_time` becomes now, and roles granted since
 * the sign-in take effect. The generation stays, so that other tabs' refresh tokens stay valid. With two-step sign-in
 * it changes nothing, for it is one factor.
 * @throws AuthError `STEP_UP_REQUIRED`, `PASSWORD_MISSING`, `INVALID_CREDENTIALS`, `TOKEN_REVOKED`, `TOO_MANY_ATTEMPTS`,
 * `OVERLOADED`
 */
export async function reauthenticate(
  dependencies: PasswordDependencies,
  viewer: SessionAndUser,
  input: { password: string; client: ClientInfo },
): Promise<SessionAndUser> {
  const lookup = { id: viewer.user.id };
  if (viewer.user.twoStepSince !== null) throw await dependencies.stepUpRefusal(lookup.id);
  const { id: sessionId } = viewer.session;
  const event = { userId: lookup.id, sessionId, client: input.client };
  const proof = { lookup, ...input };
  const proved = await withProvedPassword(dependencies, proof, async (stores, held) => {
    // It may have been turned on since; the refusal reads what this transaction holds.
    if (held.twoStepSince !== null) return undefined;
    const now = dependencies.clock.now();
    const change = { id: sessionId, now, roles: held.roles, ...passwordProof };
    const found = await recordProof(stores, change);
    await dependencies.audit.recordIn(stores, { type: 'password.proved', ...event });
    return found;
  });
  if (proved === undefined) throw await dependencies.stepUpRefusal(lookup.id);
  return proved;
}

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly client: ClientInfo;
}

/**
 * Replaces the password, ends every other session of the user, and uses up the refresh tokens of this
 * one without grace: copies of them are refused. Earlier mailed links are invalid, and
 * the owner gets a mail. All of it or nothing.
 * @throws AuthError `PASSWORD_*`, `INVALID_CREDENTIALS`, `TOKEN_REVOKED`, `STEP_UP_REQUIRED`, `TOO_MANY_ATTEMPTS`,
 * `OVERLOADED`
 */
export async function changePassword(
  dependencies: PasswordDependencies,
  viewer: Viewer,
  change: PasswordChange,
): Promise<SessionAndUser> {
  const { policy, clock, transact, audit } = dependencies;
  const { user, passwordHash } = await provePassword(dependencies, {
    lookup: { id: viewer.user.id },
    password: change.currentPassword,
    client: change.client,
  });
  policy.check(
    change.newPassword,
    user.email === null ? [user.username] : [user.username, user.email],
  );
  const nextHash = await hashNewPassword(dependencies, change.newPassword, change.client);

  const now = clock.now();
  const sessionId = viewer.session.id;
  const changed = { userId: user.id, sessionId, client: change.client };
  return transact(async (stores) => {
    const { users, sessions, oneTimeTokens, outbox } = stores;
    const replaced = await users.replacePasswordHash(user.id, passwordHash, nextHash);
    if (!replaced) throw new AuthError(passwordReasons.INVALID_CREDENTIALS);
    await lookAgain(stores, viewer, now);
    const revocation = { at: now, reason: 'password_changed' } as const;
    const ended = await sessions.revokeAllOfUser(user.id, revocation, sessionId);
    await oneTimeTokens.removeAllOfUser(user.id);
    const notice = { name: 'password-changed' } as const;
    await sendSecurityNotice(dependencies, outbox, user, notice);
    const signedIn = await renewSession(stores, viewer, now);
    const { reason } = revocation;
    const replacement = {
      user: signedIn.user,
      ended: { userId: user.id, sessions: ended, reason, keptSessionId: sessionId },
    };
    await audit.recordIn(stores, { type: 'password.changed', ...changed, change: replacement });
    return signedIn;
  });
}

/**
 * Renews the session, which locks its row, so that the generation read after it cannot move again. With two-step
 * sign-in the password proves too little to move `auth_time`, or to bring roles.
 */
async function renewSession(
  stores: MailedStores,
  viewer: Viewer,
  now: number,
): Promise<SessionAndUser> {
  const { sessions } = stores;
  const { sessionId: id } = viewer;
  const user = (await sessions.findWithUser(id))?.user;
  if (user === undefined) throw new AuthError('TOKEN_REVOKED');
  if (user.twoStepSince !== null) return renewUnproved(stores, viewer, now);
  return recordProof(stores, { id, now, roles: user.roles, ...passwordProof }, 'renew');
}
