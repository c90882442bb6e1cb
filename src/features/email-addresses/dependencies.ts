import type { EnqueueMail } from '../../platform/mail/enqueue.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import type { OneTimeTokens } from '../../platform/one-time-tokens/one-time-tokens.js';
import type { OneTimeTokenPurpose } from '../../platform/one-time-tokens/store.js';

/** What the verbs around e-mail addresses share. */
export interface EmailDependencies {
  /** `false`: this service sends no mail, and nothing may be posted for it. */
  readonly isOn: boolean;
  readonly outbox: Pick<Outbox, 'enqueue'>;
  readonly enqueueMail: EnqueueMail;
  readonly oneTimeTokens: OneTimeTokens;
  /** Where the link of each purpose leads; `{token}` stands for the token. */
  readonly links: Readonly<Record<OneTimeTokenPurpose, string>>;
  /** Seconds for which the link of each purpose works. */
  readonly lifetimes: Readonly<Record<OneTimeTokenPurpose, number>>;
}
