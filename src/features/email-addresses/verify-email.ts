import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { accountReasons } from '../accounts/facts.js';
import { emailAddressReasons } from './facts.js';
import { isSameEmail, emailKey, normaliseEmail } from '../accounts/identifiers.js';
import type { User } from '../accounts/user.js';
import type { MailedDependencies, MailedStores } from './dependencies.js';
import { sendLink } from './send-link.js';
import type { Viewer } from '../sessions/context.js';
import { sendSecurityNotice } from '../sessions/security-notice.js';
import { requestMail, type AnswerRequest } from './mail-request.js';
import type { SessionAndUser } from '../sessions/session.js';
import type { StoredOneTimeToken } from '../../platform/one-time-tokens/store.js';

/**
 * Confirms an address: the first one, or that of `changeEmail`. It takes two proofs at once, the mailbox
 * (by the token) and the account (by the session), so that nobody can be made to confirm an account that
 * someone else set up with their address (docs/decisions/0014-proofs-by-e-mail.md). Links sent to the
 * address before are worthless from then on; the one that was used stays an answer, and changes nothing.
 * @throws AuthError `LINK_INVALID`, `EMAIL_TAKEN`
 */
export async function verifyEmail(
  dependencies: MailedDependencies,
  viewer: SessionAndUser,
  { token, client }: { token: string; client: ClientInfo },
): Promise<User> {
  const { transact, audit } = dependencies;
  return transact(async (stores) => {
    const before = await stores.users.lockUser(viewer.user.id);
    if (before === undefined) throw new AuthError(emailAddressReasons.LINK_INVALID);
    const taken = await takeSecret(dependencies, stores, token);
    if (taken === undefined && (await hasConfirmed(dependencies, stores, before, token)))
      return before;
    // Thrown, so that somebody else's link is not used up.
    if (taken?.userId !== before.id) throw new AuthError(emailAddressReasons.LINK_INVALID);
    await confirm(dependencies, stores, before, taken);
    const after = { ...before, email: taken.email, emailVerified: true };
    const type = before.emailVerified ? 'email.changed' : 'email.verified';
    const change = { before, after };
    const confirmed = { userId: after.id, sessionId: viewer.session.id, client, change };
    await audit.recordIn(stores, { type, ...confirmed });
    return after;
  });
}

/** Whether this link has confirmed the address that the account has now. */
async function hasConfirmed(
  { email: { oneTimeTokens } }: MailedDependencies,
  stores: MailedStores,
  user: User,
  token: string,
): Promise<boolean> {
  const used = await oneTimeTokens.find(stores.oneTimeTokens, 'confirmed', token);
  return used?.userId === user.id && user.emailVerified && isSameEmail(user.email, used.email);
}

async function takeSecret(
  { email: { oneTimeTokens } }: MailedDependencies,
  stores: MailedStores,
  token: string,
): Promise<StoredOneTimeToken | undefined> {
  return (
    (await oneTimeTokens.consume(stores.oneTimeTokens, 'verify-email', token)) ??
    (await oneTimeTokens.consume(stores.oneTimeTokens, 'change-email', token))
  );
}

async function confirm(
  dependencies: MailedDependencies,
  stores: MailedStores,
  user: User,
  taken: StoredOneTimeToken,
): Promise<void> {
  const { purpose, email } = taken;
  const isPresent = isSameEmail(user.email, email);
  if (purpose === 'verify-email' && !isPresent)
    throw new AuthError(emailAddressReasons.LINK_INVALID);
  if (!(await stores.users.setVerifiedEmail(user.id, email)))
    throw new AuthError(accountReasons.EMAIL_TAKEN);
  await stores.oneTimeTokens.removeAllOfUser(user.id);
  await dependencies.email.oneTimeTokens.remember(stores.oneTimeTokens, taken);
  if (isPresent) return;
  const notice = { name: 'email-changed', newEmail: email } as const;
  await sendSecurityNotice(dependencies, stores.outbox, user, notice);
}

/** Who asks, from where, in which languages. */
export interface MailRequestContext {
  readonly client: ClientInfo;
  readonly locales: readonly string[];
}

/**
 * Sends the link that confirms the address of the account. Nothing, if it is confirmed already.
 * @throws AuthError `EMAIL_MISSING`, `MAIL_OFF`, `TOO_MANY_MAILS`
 */
export async function requestVerification(
  dependencies: MailedDependencies,
  { user }: SessionAndUser,
  context: MailRequestContext,
): Promise<void> {
  if (user.email === null) throw new AuthError(emailAddressReasons.EMAIL_MISSING);
  if (user.emailVerified) return;
  const { email, id: userId } = user;
  await requestMail(dependencies, { purpose: 'verify-email', email, userId, ...context });
}

/**
 * The link goes to the mailbox. If that is another account's, its owner gets a notice instead: an
 * address that is taken looks the same to the requester.
 */
export const answerVerification: AnswerRequest = async (dependencies, stores, request) => {
  const user = await stores.users.find({ id: request.userId ?? '' });
  const isWanted =
    user?.disabledAt === null && !user.emailVerified && isSameEmail(user.email, request.email);
  if (user === undefined || !isWanted) return request.userId;
  const owner = await stores.users.find({ verifiedEmailKey: emailKey(request.email) });
  if (owner === undefined) {
    const { id: subject } = user;
    await sendLink(dependencies, stores, request, { user, to: request.email, subject });
  } else {
    const notice = { name: 'address-in-use' } as const;
    await sendSecurityNotice(dependencies, stores.outbox, owner, notice, request.locales);
  }
  return user.id;
};

/**
 * Asks for another address. It takes effect when its mailbox confirms it; the present one gets a notice now.
 * @throws AuthError `EMAIL_INVALID`, `MAIL_OFF`, `TOO_MANY_MAILS`, `TOKEN_REVOKED`, `STEP_UP_REQUIRED`
 */
export async function changeEmail(
  dependencies: MailedDependencies,
  viewer: Viewer,
  { newEmail, ...context }: MailRequestContext & { newEmail: string },
): Promise<void> {
  const email = normaliseEmail(newEmail, dependencies.email.singleLabel);
  const { id: userId } = viewer.user;
  const request = { purpose: 'change-email', email, userId, ...context } as const;
  await requestMail(dependencies, request, viewer);
}

/** The present address gets a notice even if the new one is taken: its reader must not learn that. */
export const answerEmailChange: AnswerRequest = async (dependencies, stores, request) => {
  const user = await stores.users.find({ id: request.userId ?? '' });
  if (user?.disabledAt !== null) return request.userId;
  const { email: newEmail, locales } = request;
  const owner = await stores.users.find({ verifiedEmailKey: emailKey(newEmail) });
  if (owner === undefined || owner.id === user.id) {
    await sendLink(dependencies, stores, request, { user, to: newEmail, subject: user.id });
  } else {
    const notice = { name: 'address-in-use' } as const;
    await sendSecurityNotice(dependencies, stores.outbox, owner, notice, locales);
  }
  const notice = { name: 'email-change', newEmail } as const;
  await sendSecurityNotice(dependencies, stores.outbox, user, notice, locales);
  return user.id;
};
