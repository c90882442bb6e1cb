import type { Outbox } from '../outbox/outbox.js';
import { type Mail, type Mailer, maskAddress } from './mail.js';
import type { Writer } from './writer.js';
import type { OutboxStore, JobHandler } from '../outbox/job.js';

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

export function createEnqueueMail(outbox: Pick<Outbox, 'enqueue'>): EnqueueMail {
  return (store, mail, expiresAt) =>
    outbox.enqueue(store, {
      kind: mailKind,
      payload: mail,
      label: { mail: mail.name, to: maskAddress(mail.to) },
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
}

/** Writes mails when they are due, and sends them. */
export function createMailJobHandler({
  write,
  mailer,
}: {
  write: Writer;
  mailer: Mailer;
}): JobHandler {
  // Only `createEnqueueMail` makes payloads of this kind.
  return (payload, { id, signal }) => mailer.send(write(id, payload as Mail), signal);
}
