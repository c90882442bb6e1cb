import type { Clock } from '../../platform/clock.js';
import type { Transact } from '../../platform/database/storage.js';
import type { AuditStore } from '../../platform/events/store.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { EmailAddressChanges } from './facts.js';
import type { SingleLabel } from '../../platform/email-address.js';
import type { EnqueueMail } from '../../platform/mail/mail.js';
import type { OutboxStore } from '../../platform/job.js';
import type { RateLimitStore } from '../../platform/rate-limits/store.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import type { OneTimeTokens } from '../../platform/one-time-tokens/one-time-tokens.js';
import type {
  OneTimeTokenPurpose,
  OneTimeTokenStore,
} from '../../platform/one-time-tokens/store.js';
import type { RateLimits } from '../../platform/rate-limits/rate-limits.js';
import type { SessionStores } from '../sessions/session.js';

/** The stores of what mails are about. */
export interface MailedStores extends SessionStores {
  readonly outbox: OutboxStore;
  readonly oneTimeTokens: OneTimeTokenStore;
  readonly audit: AuditStore;
  readonly throttle: Pick<RateLimitStore, 'settle'>;
}

/** Secrets that `sendLink` sends. A step-up has a code only, and the link that denies a sign-in is in a notice. */
export type LinkPurpose = Exclude<OneTimeTokenPurpose, 'step-up' | 'deny-sign-in'>;

/** What sends links: where they lead, and for how long they work. */
export interface EmailDependencies {
  /** `false`: this service sends no mail, and nothing may be posted for it. */
  readonly isOn: boolean;
  /** The domains of one label that are taken: `localhost` in development. */
  readonly singleLabel: SingleLabel;
  readonly outbox: Pick<Outbox, 'enqueue'>;
  readonly enqueueMail: EnqueueMail;
  readonly oneTimeTokens: OneTimeTokens;
  /** Where the link of each purpose leads; `{token}` stands for the token. */
  readonly links: Readonly<Record<LinkPurpose, string>>;
  /** Seconds for which the link or code of each purpose works. */
  readonly lifetimes: Readonly<Record<OneTimeTokenPurpose, number>>;
}

/** What every verb shares that answers a request by mail. */
export interface MailedDependencies {
  readonly stores: MailedStores;
  readonly transact: Transact<MailedStores>;
  readonly clock: Clock;
  readonly rateLimits: RateLimits;
  readonly audit: AuditTrail<EmailAddressChanges>;
  readonly email: EmailDependencies;
}
