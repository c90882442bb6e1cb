import type { Clock } from '../clock.js';
import type { Sender } from '../email-address.js';
import { type Mailer, type WrittenMail, maskAddresses } from './mail.js';
import type * as nodemailer from 'nodemailer';
import type { SendMailOptions, Transporter, NodemailerError } from 'nodemailer';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../logger.js';
import { makeFolder } from '../config/folder.js';
import { UndeliverableError } from '../job.js';

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

/**
 * The mail in nodemailer's terms. Addresses are given as objects, and the envelope apart from the headers,
 * so that no text is parsed for addresses. It encodes what does not belong into a header.
 */
export function compose(mail: WrittenMail, from: Sender, now: number): SendMailOptions {
  const { id, to, subject, text, html, language } = mail;
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    from: { name: from.name, address: from.address },
    to: { name: '', address: to },
    envelope: { from: from.address, to: [to] },
    subject,
    text,
    html,
    messageId: `<${id}@${domain}>`,
    date: new Date(now),
    headers: {
      'Content-Language': language,
      // RFC 3834 §5: no answer is expected, not even that someone is on holiday.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** nodemailer, once there is a mail to send: loading it takes 80 ms, which a start should not wait for. */
interface LazyTransport<Info> {
  open(): Promise<Transporter<Info>>;
  /** Closes idle connections. */
  close(): void;
}

export function lazyTransport<Info>(
  create: (library: typeof nodemailer) => Transporter<Info>,
): LazyTransport<Info> {
  let transport: Promise<Transporter<Info>> | undefined;
  return {
    open: () => (transport ??= import('nodemailer').then(create)),
    close: () => void transport?.then((opened) => opened.close()),
  };
}

/**
 * What an attempt to send says to operators. 5yz replies (RFC 5321 §4.2.1) to the recipient or the content
 * are final; those to the sign-in or the sender are a fault of the configuration, which can be mended.
 */
function smtpFault(error: unknown): Error {
  const { message, code = '', command = '', response, responseCode = 0 } = faultOf(error);
  const text = maskAddresses(response === undefined ? message : `${command || code}: ${response}`);
  const isFinal = responseCode >= 500 && /^(?:RCPT TO|DATA|BDAT)/.test(command);
  return isFinal ? new UndeliverableError(text) : new Error(text);
}

function faultOf(error: unknown): NodemailerError {
  return error instanceof Error ? error : new Error(String(error));
}

interface FolderMailerOptions {
  readonly folder: string;
  readonly from: Sender;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** For development: every mail becomes a file that mail programs open, and a line in the log. */
export function createFolderMailer(options: FolderMailerOptions): Mailer {
  const { folder, from, clock, logger } = options;
  const transport = lazyTransport(({ createTransport }) =>
    createTransport({ streamTransport: true, buffer: true, newline: 'windows' }),
  );
  return {
    async send(mail) {
      const composer = await transport.open();
      const { message } = await composer.sendMail(compose(mail, from, clock.now()));
      const file = join(folder, `${mail.id}.eml`);
      makeFolder(folder, 0o700);
      await writeFile(file, message, { mode: 0o600 });
      // Never the text: it has links that sign in.
      logger.info({ subject: mail.subject, file }, 'a mail was written');
    },
    close: () => transport.close(),
  };
}
