import { openMailQueue, type MailQueue } from '../platform/mail/queue.js';
import type { SendMail } from '../platform/mail/mail.js';
import { createDeliveryWorkers, type DeliveryWorkers } from '../platform/outbox/delivery.js';
import type { Outbox } from '../platform/outbox/outbox.js';
import type { Core } from './core.js';
import type { Storage } from './storage.js';
import { openOutbox } from './events.js';
import { createJobs, type Services } from './features.js';

/** Everything that the service sends on its own. */
export interface Delivery extends Pick<DeliveryWorkers<TransactedStores>, 'transact' | 'close'> {
  readonly stores: Storage;
  readonly outbox: Outbox;
  readonly mail: MailQueue;
  /** Begins to deliver: mails, and what the features leave in the outbox. */
  start(services: Services): void;
}

type TransactedStores = Parameters<Parameters<Storage['transact']>[0]>[0];

/** @throws ConfigError for a secret or templates that cannot be used */
export function openDelivery(core: Core, sendMail?: SendMail): Delivery {
  const { storage: stores } = core;
  const outbox = openOutbox(core);
  const mail = openMailQueue({ ...core, outbox, ...(sendMail && { sendMail }) });
  const { transact } = stores;
  const workers = createDeliveryWorkers({ ...core, store: stores.outbox, outbox, transact });
  return {
    stores,
    outbox,
    mail,
    transact: workers.transact,
    start: (services) => workers.start(createJobs(services, mail.jobs)),
    async close(timeout) {
      await workers.close(timeout);
      mail.close();
    },
  };
}
