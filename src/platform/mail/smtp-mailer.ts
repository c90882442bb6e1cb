import type { Clock } from '../clock.js';
import { compose } from './compose.js';
import type { Sender } from './mail.js';
import type { Mailer } from './mailer.js';
import { smtpFault } from './smtp-fault.js';
import { lazyTransport } from './transport.js';

/** Milliseconds for the connection, and again for the server's greeting. */
const connectionTimeout = 10_000;
/** Milliseconds of silence after which a connection is given up. */
const socketTimeout = 30_000;
/** Connections of this process that stay open between mails. */
const maxConnections = 5;

export interface SmtpMailerOptions {
  /** `smtp://` or `smtps://`. Query parameters are options of nodemailer, and win over those here. */
  readonly url: string;
  readonly from: Sender;
  /** Refuse a server that offers no TLS: what a mail holds signs its reader in. */
  readonly requireTls: boolean;
  readonly clock: Clock;
}

/** Sends mails to a server that takes them in for delivery (RFC 6409). */
export function createSmtpMailer({ url, from, requireTls, clock }: SmtpMailerOptions): Mailer {
  const transport = lazyTransport(({ createTransport }) =>
    createTransport({
      url,
      pool: true,
      maxConnections,
      connectionTimeout,
      greetingTimeout: connectionTimeout,
      dnsTimeout: connectionTimeout,
      socketTimeout,
      requireTLS: requireTls,
    }),
  );
  return {
    async send(mail, signal) {
      try {
        const smtp = await transport.open();
        await smtp.sendMail({ ...compose(mail, from, clock.now()), signal });
      } catch (error) {
        throw smtpFault(error);
      }
    },
    close: () => transport.close(),
  };
}
