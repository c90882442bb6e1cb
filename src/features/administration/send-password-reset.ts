import { AuthError } from '../../platform/errors/auth-error.js';
import { admitMailOf } from '../email-addresses/mail-request.js';
import { sendLink } from '../email-addresses/send-link.js';
import { happeningOf, type Act } from './admin-action.js';
import type { AdministrationDependencies } from './dependencies.js';

const noAddress = { message: 'This account has no verified e-mail address to send the link to.' };

/**
 * Mails a user the same link as `requestPasswordReset`, to the address that is proved to be theirs: no
 * administrator chooses, or learns, a password. Until the link is used, the old password stays good.
 * @throws AuthError `MAIL_OFF`, `USER_NOT_FOUND`, `USER_DISABLED`, `EMAIL_MISSING`, `TOO_MANY_MAILS`
 */
export async function sendPasswordReset(
  dependencies: AdministrationDependencies,
  act: Act,
): Promise<void> {
  const { stores, transact, audit, email } = dependencies;
  if (!email.isOn) throw new AuthError('MAIL_OFF');
  const user = await stores.users.find({ id: act.userId });
  if (user === undefined) throw new AuthError('USER_NOT_FOUND');
  if (user.disabledAt !== null) throw new AuthError('USER_DISABLED');
  const to = user.email;
  if (to === null || !user.emailVerified) throw new AuthError('EMAIL_MISSING', noAddress);
  const mail = { purpose: 'reset-password', email: to, client: act.client } as const;
  await admitMailOf(act.viewer.user.id, dependencies, mail);
  // Not in the language of the administrator.
  const link = { purpose: 'reset-password', locale: null } as const;
  const recipient = { user, to, subject: user.id };
  await transact((changing) => sendLink(dependencies, changing, link, recipient));
  audit.record({ type: 'password.reset_requested', ...happeningOf(act) });
}
