import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { accountReasons } from '../accounts/facts.js';
import { emailAddressReasons } from '../email-addresses/facts.js';
import type { User, UserChange } from '../accounts/user.js';
import { hashNewPassword, type PasswordDependencies } from './password-check.js';
import type { PasswordChanges } from './facts.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import { speaksFor, sendLink } from '../email-addresses/send-link.js';
import { sendSecurityNotice } from '../sessions/security-notice.js';
import { emailKey, normaliseEmail, isSameEmail } from '../accounts/identifiers.js';
import { requestMail, type AnswerRequest } from '../email-addresses/mail-request.js';
import type { MailRequestContext } from '../email-addresses/verify-email.js';
import type { StoredOneTimeToken } from '../../platform/one-time-tokens/store.js';

/** The verbs that set a password by a link; each is described beside its code. */
export interface PasswordResets {
  requestPasswordReset(context: MailRequestContext & { email: string }): Promise<void>;
  resetPassword(reset: PasswordReset): Promise<void>;
  acceptInvitation(acceptance: PasswordReset): Promise<void>;
}

export function createPasswordResets(dependencies: PasswordDependencies): PasswordResets {
  return {
    requestPasswordReset: (context) => requestPasswordReset(dependencies, context),
    resetPassword: (reset) => resetPassword(dependencies, reset),
    acceptInvitation: (acceptance) => acceptInvitation(dependencies, acceptance),
  };
}

export interface PasswordReset {
  readonly token: string;
  readonly newPassword: string;
  readonly client: ClientInfo;
}

/**
 * Sets a new password by a mailed link, ends every session, and mails the owner. It does not
 * sign in: the holder of the link must know the new password as well (OWASP Forgot Password Cheat
 * Sheet). A refused password leaves the link valid.
 * @throws AuthError `LINK_INVALID`, `PASSWORD_*`, `TOO_MANY_ATTEMPTS`, `OVERLOADED`
 */
async function resetPassword(
  dependencies: PasswordDependencies,
  { token, newPassword, client }: PasswordReset,
): Promise<void> {
  const { transact, rateLimits, policy, audit } = dependencies;
  const { username, email, id } = await userOf(dependencies, token);
  policy.check(newPassword, email === null ? [username] : [username, email]);
  await rateLimits.countAttempt(client.ipAddress);
  const passwordHash = await hashNewPassword(dependencies, newPassword, client);
  await transact(async (stores) => {
    const change = await replacePassword(dependencies, stores, { id, token, passwordHash });
    const { sessions } = change.ended;
    const reset = { userId: id, client, detail: { sessions }, change };
    await audit.recordIn(stores, { type: 'password.reset', ...reset });
  });
}

/** Checks the link before the expensive hash. The consumption decides. */
async function userOf(
  { stores, email: { oneTimeTokens } }: PasswordDependencies,
  token: string,
): Promise<User> {
  const secret = await oneTimeTokens.find(stores.oneTimeTokens, 'reset-password', token);
  const user = await stores.users.find({ id: secret?.userId ?? '' });
  if (!speaksFor(secret, user)) throw new AuthError(emailAddressReasons.LINK_INVALID);
  return user;
}

async function replacePassword(
  dependencies: PasswordDependencies,
  stores: MailedStores,
  { id, token, passwordHash }: { id: string; token: string; passwordHash: string },
): Promise<PasswordChanges['password.reset']> {
  const { clock, email } = dependencies;
  const { users, sessions, oneTimeTokens, outbox } = stores;
  // The account first: a sign-in at this moment comes before the lock, and is ended, or after it.
  const user = await users.lockUser(id);
  const secret = await email.oneTimeTokens.consume(oneTimeTokens, 'reset-password', token);
  if (!speaksFor(secret, user)) throw new AuthError(emailAddressReasons.LINK_INVALID);
  await users.setPasswordHash(id, passwordHash);
  const revocation = { at: clock.now(), reason: 'password_reset' } as const;
  const ended = await sessions.revokeAllOfUser(id, revocation);
  await oneTimeTokens.removeAllOfUser(id);
  const notice = { name: 'password-changed' } as const;
  await sendSecurityNotice(dependencies, outbox, user, notice);
  return { user, ended: { userId: id, sessions: ended, reason: revocation.reason } };
}

/**
 * Sends a link to set a new password, if an account has verified the address. The answer is the same if
 * none has.
 * @throws AuthError `EMAIL_INVALID`, `MAIL_OFF`, `TOO_MANY_MAILS`
 */
async function requestPasswordReset(
  dependencies: PasswordDependencies,
  { email, ...context }: MailRequestContext & { email: string },
): Promise<void> {
  const request = {
    purpose: 'reset-password',
    email: normaliseEmail(email, dependencies.email.singleLabel),
    userId: null,
  } as const;
  await requestMail(dependencies, { ...request, ...context });
}

/** The link goes to the address as its owner wrote it, never to what was typed for it. */
export const answerPasswordReset: AnswerRequest = async (dependencies, stores, request) => {
  const user = await stores.users.find({ verifiedEmailKey: emailKey(request.email) });
  if (user === undefined) return null;
  if (user.disabledAt === null && user.email !== null) {
    await sendLink(dependencies, stores, request, { user, to: user.email, subject: user.id });
  }
  return user.id;
};

/**
 * Sets the first password of an account that its user was invited to, and confirms the address that the link
 * went to. It does not sign in, as `resetPassword` does not. A password that is refused leaves the link good.
 * @throws AuthError `LINK_INVALID`, `EMAIL_TAKEN`, `PASSWORD_*`, `TOO_MANY_ATTEMPTS`, `OVERLOADED`
 */
async function acceptInvitation(
  dependencies: PasswordDependencies,
  { token, newPassword, client }: PasswordReset,
): Promise<void> {
  const { stores, transact, rateLimits, policy, audit, email } = dependencies;
  // Checked before the expensive hash. The consumption decides.
  const secret = await email.oneTimeTokens.find(stores.oneTimeTokens, 'invitation', token);
  const found = await stores.users.find({ id: secret?.userId ?? '' });
  const { user, email: address } = invitedOf(secret, found);
  policy.check(newPassword, [user.username, address]);
  await rateLimits.countAttempt(client.ipAddress);
  const passwordHash = await hashNewPassword(dependencies, newPassword, client);
  await transact(async (changing) => {
    const change = await accept(dependencies, changing, { id: user.id, token, passwordHash });
    const accepted = { userId: user.id, client, change };
    await audit.recordIn(changing, { type: 'user.invitation_accepted', ...accepted });
  });
}

async function accept(
  { email }: PasswordDependencies,
  { users, oneTimeTokens }: MailedStores,
  { id, token, passwordHash }: { id: string; token: string; passwordHash: string },
): Promise<UserChange> {
  const held = await users.lockUser(id);
  const secret = await email.oneTimeTokens.consume(oneTimeTokens, 'invitation', token);
  const { user: before, email: address } = invitedOf(secret, held);
  if (!(await users.setVerifiedEmail(id, address))) throw new AuthError(accountReasons.EMAIL_TAKEN);
  await users.setPasswordHash(id, passwordHash);
  await oneTimeTokens.removeAllOfUser(id);
  return { before, after: { ...before, email: address, emailVerified: true, invitedAt: null } };
}

/**
 * The address that was invited, if the account still waits for its reader: nobody has signed in to it, it is enabled,
 * and of the same address.
 * @throws AuthError `LINK_INVALID`
 */
function invitedOf(
  secret: StoredOneTimeToken | undefined,
  user: User | undefined,
): { user: User; email: string } {
  const isInvited =
    user !== undefined &&
    secret?.userId === user.id &&
    user.invitedAt !== null &&
    user.disabledAt === null &&
    isSameEmail(user.email, secret.email);
  if (!isInvited) throw new AuthError(emailAddressReasons.LINK_INVALID);
  return { user, email: secret.email };
}
