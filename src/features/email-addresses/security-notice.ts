import type { Mail } from '../../platform/mail/mail.js';
import type { OutboxStore } from '../../platform/outbox/store.js';
import type { User } from '../accounts/user.js';
import type { AccountDependencies } from '../passwords/dependencies.js';
import { localesOf } from './send-link.js';

/** A mail that only tells what happened. */
type Notice = Extract<
  Mail,
  { name: 'password-changed' | 'address-in-use' | 'email-change' | 'email-changed' }
>;

/**
 * Tells the owner of an account what happened to it, at the address that is proved to be theirs, if there
 * is one (OWASP ASVS 5.0 §6.3.7). @param requested the language of the request
 */
export async function tellOwner(
  { email: { isOn, postMail } }: AccountDependencies,
  outbox: OutboxStore,
  user: User,
  notice: Pick<Notice, 'name' | 'values'>,
  requested: string | null = null,
): Promise<void> {
  if (!isOn || user.email === null || !user.emailVerified) return;
  const mail = { ...notice, to: user.email, locales: localesOf(user, requested) } as Notice;
  await postMail(outbox, mail);
}
