import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { ConfigError } from '../config/environment.js';
import { UndeliverableError, type JobKinds } from '../job.js';
import type { Logger } from '../logger.js';
import { isLoopbackUrl } from '../loopback.js';
import type { Outbox } from '../outbox/outbox.js';
import {
  type EnqueueMail,
  type Mail,
  type Mailer,
  mailKind,
  maskAddress,
  maskAddresses,
  type SendMail,
} from './mail.js';
import { parseSender, type Sender } from '../email-address.js';
import { createFolderMailer, createSmtpMailer } from './smtp-mailer.js';
import { readTemplates, type Templates } from './template-folders.js';
import { createWriter } from './writer.js';

/** The mails of the service, from the outbox to the mail server. */
export interface MailQueue {
  /** `false`: production without SMTP_URL. Nothing may be posted to be mailed then. */
  readonly isOn: boolean;
  readonly enqueue: EnqueueMail;
  /** Writes mails when they are due, and sends them; empty while mail is off. */
  readonly jobs: JobKinds;
  /** Closes idle connections. */
  close(): void;
}

/** What the configuration says of mail. */
interface MailConfig {
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly mailLanguage: string;
  readonly mailTemplates: string | undefined;
  readonly production: boolean;
  readonly dataDir: string;
}

export interface MailQueueOptions {
  readonly config: MailConfig;
  readonly outbox: Pick<Outbox, 'enqueue'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The application's own way out, instead of the configured one. */
  readonly sendMail?: SendMail;
}

/** @throws ConfigError for templates that cannot be used */
export function openMailQueue(options: MailQueueOptions): MailQueue {
  const { config, outbox } = options;
  const templates = checkedTemplates(config);
  const mailer = createMailer(options);
  return {
    isOn: mailer !== undefined,
    enqueue: createEnqueueMail(outbox),
    jobs: mailer === undefined ? {} : mailJobs(config, templates, mailer),
    close: () => mailer?.close(),
  };
}

function createEnqueueMail(outbox: Pick<Outbox, 'enqueue'>): EnqueueMail {
  return (store, mail, expiresAt) =>
    outbox.enqueue(store, {
      kind: mailKind,
      payload: mail,
      label: { mail: mail.name, to: maskAddress(mail.to) },
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
}

function mailJobs(config: MailConfig, templates: Templates, mailer: Mailer): JobKinds {
  const write = createWriter({
    templates,
    service: serviceNameOf(config),
    fallback: config.mailLanguage,
  });
  return {
    [mailKind]: {
      // Only `createEnqueueMail` makes payloads of this kind.
      handle: (payload, { id, signal }) => mailer.send(write(id, payload as Mail), signal),
      drains: true,
    },
  };
}

function checkedTemplates({ mailTemplates, mailLanguage }: MailConfig): Templates {
  const { templates, faults } = readTemplates(mailTemplates);
  if (!templates.languages.has(mailLanguage)) {
    faults.push(`there are no templates for "${mailLanguage}"; write another language`);
  }
  const [variable, value] =
    mailTemplates === undefined
      ? ['MAIL_LANGUAGE', mailLanguage]
      : ['MAIL_TEMPLATES', mailTemplates];
  if (faults.length > 0) {
    throw new ConfigError(faults.map((fault) => `${variable}=${JSON.stringify(value)}: ${fault}`));
  }
  return templates;
}

/** The application, or SMTP; without them, files in development, and nothing in production. */
function createMailer({ config, clock, logger, sendMail }: MailQueueOptions): Mailer | undefined {
  const { smtpUrl: url, production, dataDir } = config;
  const from = senderOf(config);
  if (sendMail !== undefined) return createApplicationMailer(sendMail, from);
  if (url !== undefined) {
    const requireTls = production && !isLoopbackUrl(url);
    return createSmtpMailer({ url, from, requireTls, clock });
  }
  if (production) {
    logger.warn('SMTP_URL is not set: mail and everything that needs it is disabled');
    return undefined;
  }
  return createFolderMailer({ folder: join(dataDir, 'mail'), from, clock, logger });
}

/** What people call the service: the name of its sender, or else its domain. */
export function serviceNameOf(config: Pick<MailConfig, 'mailFrom'>): string {
  const { name, address } = senderOf(config);
  return name === '' ? address.slice(address.lastIndexOf('@') + 1) : name;
}

function senderOf({ mailFrom }: Pick<MailConfig, 'mailFrom'>): Sender {
  // The default may be for a host that no sender has, such as an IPv6 address: mails are files then.
  return parseSender(mailFrom) ?? { name: '', address: mailFrom };
}

/** Gives mails to the application, which sends them. */
function createApplicationMailer(sendMail: SendMail, from: Sender): Mailer {
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
