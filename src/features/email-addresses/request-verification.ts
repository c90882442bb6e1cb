import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { SessionAndUser } from '../sessions/store.js';
import { emailKey, isSameEmail } from '../accounts/identifiers.js';
import type { AccountDependencies } from '../passwords/dependencies.js';
import { requestMail, type AnswerRequest } from './mail-request.js';
import { sendLink } from './send-link.js';
import { tellOwner } from './security-notice.js';

/** Who asks, from where, in which language. */
export interface Asking {
  readonly client: ClientInfo;
  readonly locale: string | null;
}

/**
 * Sends the link that confirms the address of the account. Nothing, if it is confirmed already.
 * @throws AuthError `EMAIL_MISSING`, `MAIL_OFF`, `TOO_MANY_MAILS`
 */
export async function requestVerification(
  dependencies: AccountDependencies,
  { user }: SessionAndUser,
  asking: Asking,
): Promise<void> {
  if (user.email === null) throw new AuthError('EMAIL_MISSING');
  if (user.emailVerified) return;
  const { email, id: userId } = user;
  await requestMail(dependencies, { purpose: 'verify-email', email, userId, ...asking });
}

/**
 * The link goes to whoever has the mailbox. If that is another account's, its owner is told instead: an
 * address that is taken looks the same to whoever gave it.
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
    const notice = { name: 'address-in-use', values: { username: owner.username } } as const;
    await tellOwner(dependencies, stores.outbox, owner, notice, request.locale);
  }
  return user.id;
};
