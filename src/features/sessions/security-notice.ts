import type { OutboxStore } from '../../platform/job.js';
import type { EnqueueMail, Mail, MailName, MailOf } from '../../platform/mail/mail.js';
import type { User } from '../accounts/user.js';
import { namesInMail } from '../accounts/usernames.js';

/** A mail that only reports what happened, and what it says besides the name of the account. */
export type Notice = {
  [Name in NoticeName]: { readonly name: Name } & Omit<MailOf<Name>['values'], 'username' | 'name'>;
}[NoticeName];

type NoticeName = Exclude<
  MailName,
  'verify-email' | 'password-reset' | 'invitation' | 'sign-in' | 'step-up'
>;

/** What sends notices. */
export interface NoticeDependencies {
  readonly email: {
    /** `false`: this service sends no mail. */
    readonly isOn: boolean;
    readonly enqueueMail: EnqueueMail;
  };
}

/**
 * Reports to the owner of an account what happened to it, at the verified address, if there
 * is one (OWASP ASVS 5.0 §6.3.7). @param requested the languages of the request
 */
export async function sendSecurityNotice(
  { email: { isOn, enqueueMail } }: NoticeDependencies,
  outbox: OutboxStore,
  user: User,
  { name, ...said }: Notice,
  requested: readonly string[] = [],
): Promise<void> {
  if (!isOn || user.email === null || !user.emailVerified) return;
  const values = { ...namesInMail(user, user.email), ...said };
  const mail = { name, to: user.email, locales: localesOf(user, requested), values } as Mail;
  await enqueueMail(outbox, mail);
}

/** The languages of a user, the best first. */
export function localesOf({ locale }: User, requested: readonly string[]): readonly string[] {
  return locale === null ? requested : [locale, ...requested];
}
