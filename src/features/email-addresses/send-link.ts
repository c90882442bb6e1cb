import type { User } from '../accounts/user.js';
import type { LinkPurpose, MailedDependencies, MailedStores } from './dependencies.js';
import { emailAddressReasons } from './facts.js';
import { maxLengths, text } from '../../platform/maxima.js';
import { isSameEmail } from '../accounts/identifiers.js';
import { namesInMail } from '../accounts/usernames.js';
import type { StoredOneTimeToken } from '../../platform/one-time-tokens/store.js';
import { localesOf } from '../sessions/security-notice.js';

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
  readonly purpose: LinkPurpose;
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
