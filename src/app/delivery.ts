import { join } from 'node:path';
import { openOutbox } from './events.js';
import { ConfigError, type Config } from './config.js';
import { isLoopbackUrl } from '../platform/loopback.js';
import type { Core, Storage } from './core.js';
import type { Sender, Mailer } from '../platform/mail/mail.js';
import {
  createMailJobHandler,
  createEnqueueMail,
  mailKind,
  type EnqueueMail,
} from '../platform/mail/enqueue.js';
import { createSmtpMailer, createFolderMailer } from '../platform/mail/smtp-mailer.js';
import { readTemplates, type Templates } from '../platform/mail/template-folders.js';
import { createWriter } from '../platform/mail/writer.js';
import type { Outbox } from '../platform/outbox/outbox.js';
import { startOutboxWorker, type OutboxWorker, wakingTransact } from '../platform/outbox/worker.js';
import { createWebhookJobHandler, webhookKind } from '../features/webhooks/job-handler.js';
import { createSend } from '../features/webhooks/send.js';
import { parseSender } from '../platform/mail/options.js';
import type { JobHandlers } from '../platform/outbox/job.js';

/** Everything that the service sends on its own: mails and webhooks. */
export interface Delivery {
  readonly stores: Storage;
  /** Wakes what delivers, once a transaction that left something to deliver has committed. */
  readonly transact: Storage['transact'];
  readonly outbox: Outbox;
  readonly enqueueMail: EnqueueMail;
  /** `false`: production without SMTP_URL. Nothing may be posted to be mailed then. */
  readonly mailIsOn: boolean;
  /** Begins to deliver: mails, webhooks, and what these couriers take. */
  start(jobHandlers: JobHandlers): void;
  /** Delivers what is due, and stops. @param timeout milliseconds */
  close(timeout: number): Promise<void>;
}

/** @throws ConfigError for a secret or templates that cannot be used */
export function openDelivery(core: Core): Delivery {
  const { config, storage } = core;
  const outbox = openOutbox(core);
  const templates = checkedTemplates(config);
  const mailer = createMailer(core);
  let workers: readonly OutboxWorker[] = [];
  const waking = wakingTransact(storage.transact, () => workers.forEach((each) => each.wake()));
  return {
    outbox,
    enqueueMail: createEnqueueMail(outbox),
    mailIsOn: mailer !== undefined,
    stores: storage,
    transact: waking,
    start(jobHandlers) {
      const { name, address } = senderOf(config);
      const service = name === '' ? address.slice(address.lastIndexOf('@') + 1) : name;
      const write = createWriter({ templates, service, fallback: config.mailLanguage });
      const mail = mailer && { [mailKind]: createMailJobHandler({ write, mailer }) };
      const options = { ...core, store: storage.outbox, outbox };
      // Each its own: a receiver of webhooks that hangs must hold up no mail that someone waits for, and no stop.
      workers = [
        { jobHandlers: { ...mail, ...jobHandlers }, drains: true },
        { jobHandlers: webhookJobHandlers(core), drains: false },
      ]
        .filter((each) => Object.keys(each.jobHandlers).length > 0)
        .map((each) => startOutboxWorker({ ...options, ...each }));
    },
    async close(timeout) {
      await Promise.all(workers.map((each) => each.close(timeout)));
      mailer?.close();
    },
  };
}

function webhookJobHandlers({ config, clock }: Core): JobHandlers {
  const { webhooks: endpoints, webhookAllowPrivate: allowPrivate } = config;
  if (endpoints.length === 0) return {};
  const send = createSend({ allowPrivate });
  return { [webhookKind]: createWebhookJobHandler({ endpoints, send, clock }) };
}

function checkedTemplates({ mailTemplates, mailLanguage }: Config): Templates {
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

/** SMTP; without it, files in development, and nothing in production. */
function createMailer({ config, clock, logger }: Core): Mailer | undefined {
  const { smtpUrl: url, production, dataDir } = config;
  const from = senderOf(config);
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

function senderOf({ mailFrom }: Config): Sender {
  // The default may be for a host that no sender has, such as an IPv6 address: mails are files then.
  return parseSender(mailFrom) ?? { name: '', address: mailFrom };
}
