import type { User } from '../accounts/user.js';
import type { MailedDependencies, MailedStores } from './dependencies.js';
import { emailAddressReasons } from './facts.js';
import type { Mail } from '../../platform/mail/mail.js';
import { maxLengths, text } from '../../platform/maxima.js';
import { isSameEmail } from '../accounts/identifiers.js';
import { namesInMail } from '../accounts/usernames.js';
import type {
  OneTimeTokenPurpose,
  StoredOneTimeToken,
} from '../../platform/one-time-tokens/store.js';
import type { OutboxStore } from '../../platform/job.js';

/** Of the token of a link, as the API takes it. */
export const linkTokenMaximum = text(maxLengths.mailToken, emailAddressReasons.LINK_INVALID);

/** The address of a user that is about to get a link. */
interface Recipient {
  readonly user: User;
  readonly to: string;
  /** See `StoredSecret`. */
  readonly subject: string;
}

/** What a link is for, and the languages of its requester. */
interface Link {
  readonly purpose: OneTimeTokenPurpose;
  readonly locales: readonly string[];
}

/** Makes the secret of a link, and posts it to its recipient. */
export async function sendLink(
  { email }: MailedDependencies,
  { oneTimeTokens, outbox }: MailedStores,
  { purpose, locales }: Link,
  { user, to, subject }: Recipient,
): Promise<void> {
  const lifetime = email.lifetimes[purpose];
  const wanted = { purpose, subject, userId: user.id, email: to, lifetime };
  const { token, code, expiresAt } = await email.oneTimeTokens.issue(oneTimeTokens, wanted);
  const link = linkOf(email.links[purpose], token);
  const envelope = { to, locales: localesOf(user, locales) };
  const values = { ...namesInMail(user, to), link, validity: lifetime };
  const mail =
    purpose === 'sign-in'
      ? ({ name: purpose, ...envelope, values: { ...values, code } } as const)
      : ({ name: templateOf[purpose], ...envelope, values } as const);
  await email.enqueueMail(outbox, mail, expiresAt);
}

/** To confirm a first address and another one reads the same. */
const templateOf = {
  'verify-email': 'verify-email',
  'change-email': 'verify-email',
  'reset-password': 'password-reset',
  invitation: 'invitation',
} as const;

/** The languages of a user, the best first. */
export function localesOf({ locale }: User, requested: readonly string[]): readonly string[] {
  return locale === null ? requested : [locale, ...requested];
}

/** A mail that only reports what happened. */
type Notice =
  | { readonly name: 'password-changed' | 'address-in-use' }
  | { readonly name: 'email-change' | 'email-changed'; readonly newEmail: string };

/**
 * Reports to the owner of an account what happened to it, at the verified address, if there
 * is one (OWASP ASVS 5.0 §6.3.7). @param requested the languages of the request
 */
export async function sendSecurityNotice(
  { email: { isOn, enqueueMail } }: MailedDependencies,
  outbox: OutboxStore,
  user: User,
  notice: Notice,
  requested: readonly string[] = [],
): Promise<void> {
  if (!isOn || user.email === null || !user.emailVerified) return;
  const envelope = { to: user.email, locales: localesOf(user, requested) };
  const names = namesInMail(user, user.email);
  const mail: Mail =
    'newEmail' in notice
      ? { name: notice.name, ...envelope, values: { ...names, newEmail: notice.newEmail } }
      : { name: notice.name, ...envelope, values: names };
  await enqueueMail(outbox, mail);
}

/**
 * Whether a secret that was sent to an address still speaks for a user: the account is enabled, and the
 * address is the one that is proved to be the user's.
 */
export function speaksFor(
  secret: StoredOneTimeToken | undefined,
  user: User | undefined,
): user is User {
  return (
    secret !== undefined &&
    user !== undefined &&
    secret.userId === user.id &&
    user.disabledAt === null &&
    user.emailVerified &&
    isSameEmail(user.email, secret.email)
  );
}

/** The link that leads to `pattern`, where `{token}` stands for the token. */
export function linkOf(pattern: string, token: string): string {
  return pattern.replace('{token}', () => encodeURIComponent(token));
}
