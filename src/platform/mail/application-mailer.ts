import { UndeliverableError } from '../job.js';
import { maskAddresses, type Mailer, type Sender, type SendMail } from './mail.js';

/** Gives mails to the application, which sends them. */
export function createApplicationMailer(sendMail: SendMail, from: Sender): Mailer {
  return {
    async send(mail, signal) {
      try {
        await sendMail({ ...mail, from }, signal);
      } catch (error) {
        const text = maskAddresses(error instanceof Error ? error.message : String(error));
        throw error instanceof UndeliverableError ? new UndeliverableError(text) : new Error(text);
      }
    },
    close: () => undefined,
  };
}
