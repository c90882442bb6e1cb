import { emailKey, normaliseEmail } from '../accounts/identifiers.js';
import type { AccountDependencies } from './dependencies.js';
import { requestMail, type AnswerRequest } from '../email-addresses/mail-request.js';
import type { Asking } from '../email-addresses/request-verification.js';
import { sendLink } from '../email-addresses/send-link.js';

/**
 * Sends a link to set a new password, if an account has verified the address. The answer is the same if
 * none has.
 * @throws AuthError `EMAIL_INVALID`, `MAIL_OFF`, `TOO_MANY_MAILS`
 */
export async function requestPasswordReset(
  dependencies: AccountDependencies,
  { email, ...asking }: Asking & { email: string },
): Promise<void> {
  const request = {
    purpose: 'reset-password',
    email: normaliseEmail(email),
    userId: null,
  } as const;
  await requestMail(dependencies, { ...request, ...asking });
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
