import type { WrittenMail } from './mail.js';

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
