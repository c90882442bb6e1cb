import { emailKey, normaliseEmail } from '../accounts/identifiers.js';
import type { AccountDependencies } from '../passwords/dependencies.js';
import { requestMail, type AnswerRequest } from '../email-addresses/mail-request.js';
import type { Asking } from '../email-addresses/request-verification.js';
import { sendLink } from '../email-addresses/send-link.js';

/**
 * Sends a link and a code to sign in with, if an account has verified the address. The answer is the same
 * if none has.
 * @throws AuthError `EMAIL_INVALID`, `MAIL_OFF`, `TOO_MANY_MAILS`
 */
export async function requestSignIn(
  dependencies: AccountDependencies,
  { email, ...asking }: Asking & { email: string },
): Promise<void> {
  const request = { purpose: 'sign-in', email: normaliseEmail(email), userId: null } as const;
  await requestMail(dependencies, { ...request, ...asking });
}

/** For an address that nobody has, a decoy is made: guesses at its code cost the same as at any other. */
export const answerSignIn: AnswerRequest = async (dependencies, stores, request) => {
  const subject = emailKey(request.email);
  const user = await stores.users.find({ verifiedEmailKey: subject });
  if (user?.disabledAt === null && user.email !== null) {
    await sendLink(dependencies, stores, request, { user, to: user.email, subject });
    return user.id;
  }
  const { purpose, email } = request;
  const { secrets, lifetimes } = dependencies.email;
  const decoy = { purpose, subject, userId: null, email, lifetime: lifetimes[purpose] };
  await secrets.issue(stores.secrets, decoy);
  return user?.id ?? null;
};
