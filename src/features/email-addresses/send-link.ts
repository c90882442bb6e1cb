import { linkOf } from '../../platform/mail/link.js';
import type { SecretPurpose } from '../../platform/one-time-tokens/one-time-token.js';
import type { User } from '../accounts/user.js';
import type { AccountDependencies } from '../passwords/dependencies.js';
import type { AccountStores } from '../accounts/stores.js';

/** The address of a user that is about to get a link. */
interface Recipient {
  readonly user: User;
  readonly to: string;
  /** See `StoredSecret`. */
  readonly subject: string;
}

/** What a link is for, and the language of whoever asked for it. */
interface Link {
  readonly purpose: SecretPurpose;
  readonly locale: string | null;
}

/** Makes the secret of a link, and posts it to its recipient. */
export async function sendLink(
  { email }: AccountDependencies,
  { secrets, outbox }: AccountStores,
  { purpose, locale }: Link,
  { user, to, subject }: Recipient,
): Promise<void> {
  const lifetime = email.lifetimes[purpose];
  const wanted = { purpose, subject, userId: user.id, email: to, lifetime };
  const { token, code, expiresAt } = await email.secrets.issue(secrets, wanted);
  const { username } = user;
  const link = linkOf(email.links[purpose], token);
  const envelope = { to, locales: localesOf(user, locale) };
  const values = { username, link, validity: lifetime };
  const mail =
    purpose === 'sign-in'
      ? ({ name: purpose, ...envelope, values: { ...values, code } } as const)
      : ({ name: templateOf[purpose], ...envelope, values } as const);
  await email.postMail(outbox, mail, expiresAt);
}

/** To confirm a first address and another one reads the same. */
const templateOf = {
  'verify-email': 'verify-email',
  'change-email': 'verify-email',
  'reset-password': 'password-reset',
  invitation: 'invitation',
} as const;

/** The languages of a user, the best first. */
export function localesOf({ locale }: User, requested: string | null): string[] {
  return [locale, requested].filter((each) => each !== null);
}
