import { mailKinds } from '../mail/post.js';
import type { MessageStatus, OutboxMessage } from '../outbox/message.js';
import { print, printJson } from './output.js';
import { formatTable, formatTime, isoTime } from './table.js';
import { UsageError } from './usage-error.js';
import { withCore } from './with-core.js';

/** Failed mails that one command puts back. */
const mostRetries = 10_000;

export interface MailListOptions {
  readonly limit: number;
  readonly status?: MessageStatus;
  readonly json?: boolean;
}

/** Prints the latest mails, the newest first: what became of each, and why. */
export async function listMail({ json = false, ...filter }: MailListOptions): Promise<void> {
  await withCore(async ({ storage }) => {
    const messages = await storage.outbox.list({ kinds: mailKinds, ...filter });
    if (json) printJson(messages.map(toJson));
    else print(formatTable(headings, messages.map(toRow)));
  });
}

const headings = ['ID', 'KIND', 'CREATED', 'STATUS', 'ATTEMPTS', 'NEXT', 'MAIL', 'TO', 'ERROR'];

function toRow(message: OutboxMessage): string[] {
  const { id, kind, createdAt, status, attempts, dueAt, label, lastError } = message;
  const next = formatTime(status === 'waiting' ? dueAt : null);
  const { mail = '', to = '' } = label;
  const facts = [id, kind, formatTime(createdAt), status, String(attempts), next];
  return [...facts, mail, to, lastError ?? ''];
}

/** Everything but the payload. */
function toJson(message: OutboxMessage) {
  const { id, kind, label, status, attempts, lastError } = message;
  return {
    id,
    kind,
    ...label,
    status,
    attempts,
    createdAt: isoTime(message.createdAt),
    nextAttemptAt: isoTime(status === 'waiting' ? message.dueAt : null),
    expiresAt: isoTime(message.expiresAt),
    finishedAt: isoTime(message.finishedAt),
    lastError,
  };
}

/** Lets the service attempt failed mails again: the one of this id, or all. */
export async function retryMail(
  id: string | undefined,
  { all = false }: { all?: boolean },
): Promise<void> {
  if ((id === undefined) !== all) throw new UsageError('give the id of one mail, or --all');
  await withCore(async ({ storage: { outbox }, clock }) => {
    const failed = { kinds: mailKinds, status: 'failed', limit: mostRetries } as const;
    const ids = id === undefined ? (await outbox.list(failed)).map((message) => message.id) : [id];
    let retried = 0;
    for (const each of ids) if (await outbox.retry(each, clock.now())) retried += 1;
    if (id !== undefined && retried === 0) throw new UsageError(`no failed mail has the id ${id}`);
    print(
      `Mails to be attempted again: ${retried}. A running service takes them up within seconds.`,
    );
  });
}
