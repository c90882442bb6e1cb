import type { Sender } from '../email-address.js';
import type { OutboxStore } from '../job.js';

/**
 * Every mail, and what its template may name besides `service`. What users chose is `unlinked`. `username`: what the
 * reader signs in with. `name`: how to greet; it may be empty.
 */
export const mailPlaceholders = {
  'verify-email': ['username', 'name', 'link', 'validity'],
  'address-in-use': ['username', 'name'],
  'email-change': ['username', 'name', 'newEmail'],
  'email-changed': ['username', 'name', 'newEmail'],
  'password-reset': ['username', 'name', 'link', 'validity'],
  'password-changed': ['username', 'name'],
  'password-removed': ['username', 'name'],
  invitation: ['username', 'name', 'link', 'validity'],
  'sign-in': ['username', 'name', 'link', 'code', 'validity'],
  'step-up': ['username', 'name', 'code', 'validity'],
  'two-step-enabled': ['username', 'name'],
  'two-step-disabled': ['username', 'name'],
  'recovery-code-used': ['username', 'name', 'left'],
  'factor-added': ['username', 'name'],
  'factor-removed': ['username', 'name'],
  'factor-attempts': ['username', 'name'],
  'passkey-added': ['username', 'name', 'label'],
  'passkey-removed': ['username', 'name', 'label'],
  'identity-linked': ['username', 'name', 'provider'],
  'identity-unlinked': ['username', 'name', 'provider'],
  'factors-reset': ['username', 'name', 'link', 'validity'],
  'new-device': ['username', 'name', 'link', 'validity', 'at', 'device', 'ipAddress'],
} as const satisfies Record<string, readonly string[]>;

export type MailName = keyof typeof mailPlaceholders;

export const mailNames = Object.keys(mailPlaceholders) as MailName[];

type Values<Name extends MailName> = {
  /** `validity` in seconds, `at` in milliseconds since the Unix epoch; both are written out in the reader's language. */
  readonly [Key in Exclude<(typeof mailPlaceholders)[Name][number], 'name'>]: Key extends
    'validity' | 'at'
    ? number
    : string;
} & {
  /** Default: `username`, as in the messages of older versions. */
  readonly name?: string;
};

export type MailOf<Name extends MailName> = {
  readonly name: Name;
  readonly to: string;
  /** The languages its reader may like, as BCP 47 tags, the best first. */
  readonly locales: readonly string[];
  readonly values: Values<Name>;
};

/** A mail that is to be written: to whom, which one, and what goes into it. */
export type Mail = { [Name in MailName]: MailOf<Name> }[MailName];

/** The kind of message in the outbox. */
export const mailKind = 'mail';

/** The kind of a mail that is asked for: whether there is one to write is found out when it is due. */
export const mailRequestKind = 'mail-request';

/** All kinds that are about mail. */
export const mailKinds: readonly string[] = [mailKind, mailRequestKind];

/**
 * Leaves a mail in the outbox. @param store the one of the transaction @param expiresAt when its link or
 * code ends (ms): a mail that is late for it is not sent
 */
export type EnqueueMail = (
  store: Pick<OutboxStore, 'add'>,
  mail: Mail,
  expiresAt?: number,
) => Promise<void>;

/** A mail as it is read. */
export interface WrittenMail {
  /** The same at every attempt: mail servers and readers know a repetition by it. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** A BCP 47 tag. */
  readonly language: string;
}

/** The way out for mails. */
export interface Mailer {
  /**
   * Resolves when the next hop has taken the mail.
   * @throws UndeliverableError when another attempt would end the same; an Error when it may not. The
   * message is for operators: no address in full, nothing of the content
   */
  send(mail: WrittenMail, signal: AbortSignal): Promise<void>;
  /** Closes idle connections. */
  close(): void;
}

/** A mail that an application sends. */
export interface OutgoingMail extends WrittenMail {
  readonly from: Sender;
}

/**
 * Resolves when the provider has taken the mail. An error lets the outbox try again later, for hours;
 * `UndeliverableError` gives the mail up. Operators read the error's message: nothing of the content belongs there.
 * @param signal aborts when the attempt takes too long, or the service stops
 */
export type SendMail = (mail: OutgoingMail, signal: AbortSignal) => Promise<void>;

/** Bounded, because without a bound it takes the square of a long word. */
const address = /[^\s<>()"',:;@]{1,254}@[^\s<>()"',:;@]{1,255}/g;

/** An address as far as an operator needs it to recognise one: `a…@example.com`. */
export function maskAddress(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = ''] = email;
  return `${first}…${email.slice(at)}`;
}

/** Characters of a text that may hold addresses. */
const longestText = 1_000;

/** A text with every address in it masked. A long one is cut. */
export function maskAddresses(text: string): string {
  return text.slice(0, longestText).replace(address, maskAddress);
}
