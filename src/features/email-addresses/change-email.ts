import type { SessionAndUser } from '../sessions/store.js';
import { emailKey, normaliseEmail } from '../accounts/identifiers.js';
import type { AccountDependencies } from '../passwords/dependencies.js';
import { requestMail, type AnswerRequest } from './mail-request.js';
import type { Asking } from './request-verification.js';
import { sendLink } from './send-link.js';
import { tellOwner } from './security-notice.js';

/**
 * Asks for another address. It takes effect when its mailbox confirms it; the present one is told now.
 * @throws AuthError `EMAIL_INVALID`, `MAIL_OFF`, `TOO_MANY_MAILS`
 */
export async function changeEmail(
  dependencies: AccountDependencies,
  { user }: SessionAndUser,
  { newEmail, ...asking }: Asking & { newEmail: string },
): Promise<void> {
  const email = normaliseEmail(newEmail);
  const { id: userId } = user;
  await requestMail(dependencies, { purpose: 'change-email', email, userId, ...asking });
}

/** The present address is told also when the new one is taken: whoever reads it must not learn that. */
export const answerEmailChange: AnswerRequest = async (dependencies, stores, request) => {
  const user = await stores.users.find({ id: request.userId ?? '' });
  if (user?.disabledAt !== null) return request.userId;
  const { email: newEmail, locale } = request;
  const owner = await stores.users.find({ verifiedEmailKey: emailKey(newEmail) });
  if (owner === undefined || owner.id === user.id) {
    await sendLink(dependencies, stores, request, { user, to: newEmail, subject: user.id });
  } else {
    const notice = { name: 'address-in-use', values: { username: owner.username } } as const;
    await tellOwner(dependencies, stores.outbox, owner, notice, locale);
  }
  const { username } = user;
  const notice = { name: 'email-change', values: { username, newEmail } } as const;
  await tellOwner(dependencies, stores.outbox, user, notice, locale);
  return user.id;
};
