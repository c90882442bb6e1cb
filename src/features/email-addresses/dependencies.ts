import type { PostMail } from '../../platform/mail/enqueue.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import type { Secrets } from '../../platform/one-time-tokens/one-time-tokens.js';
import type { SecretPurpose } from '../../platform/one-time-tokens/store.js';

/** What the verbs around e-mail addresses share. */
export interface EmailDependencies {
  /** `false`: this service sends no mail, and nothing may be posted for it. */
  readonly isOn: boolean;
  readonly outbox: Pick<Outbox, 'post'>;
  readonly postMail: PostMail;
  readonly secrets: Secrets;
  /** Where the link of each purpose leads; `{token}` stands for the token. */
  readonly links: Readonly<Record<SecretPurpose, string>>;
  /** Seconds for which the link of each purpose works. */
  readonly lifetimes: Readonly<Record<SecretPurpose, number>>;
}
