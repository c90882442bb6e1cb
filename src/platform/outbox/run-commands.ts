import type { Clock } from '../clock.js';
import { type CommandHost, UsageError } from '../command-line/commands.js';
import { print, printJson, formatTime, isoTime } from '../command-line/output.js';
import { formatTable } from '../command-line/terminal.js';
import type { MessageStatus, Job, OutboxStore } from '../job.js';

/** What the commands need of the service. */
export interface MessageCore {
  readonly config: object;
  readonly storage: { readonly outbox: Pick<OutboxStore, 'list' | 'retry'> };
  readonly clock: Clock;
}

/** Failed messages that one command puts back. */
const maxRetries = 10_000;

/** Messages of the outbox that operators see together. */
export interface MessageSort {
  readonly kinds: readonly string[];
  /** What one of them is called, and several. */
  readonly one: string;
  readonly many: string;
  /** What of their labels is shown, in this order. */
  readonly labels: readonly string[];
}

export interface MessageListOptions {
  readonly limit: number;
  readonly status?: MessageStatus;
  readonly json?: boolean;
}

/** Prints the latest messages, the newest first: what became of each, and why. */
export async function listMessages(
  { withCore }: CommandHost<MessageCore>,
  { kinds, labels }: MessageSort,
  { json = false, ...filter }: MessageListOptions,
): Promise<void> {
  await withCore(async ({ storage }) => {
    const messages = await storage.outbox.list({ kinds, ...filter });
    if (json) {
      printJson(messages.map(toJson));
      return;
    }
    const shown = labels.map((label) => label.toUpperCase());
    const headings = ['ID', 'KIND', 'CREATED', 'STATUS', 'ATTEMPTS', 'NEXT', ...shown, 'ERROR'];
    print(
      formatTable(
        headings,
        messages.map((message) => toRow(message, labels)),
      ),
    );
  });
}

function toRow(message: Job, labels: readonly string[]): string[] {
  const { id, kind, createdAt, status, attempts, dueAt, label, lastError } = message;
  const next = formatTime(status === 'waiting' ? dueAt : null);
  const facts = [id, kind, formatTime(createdAt), status, String(attempts), next];
  return [...facts, ...labels.map((name) => label[name] ?? ''), lastError ?? ''];
}

/** Everything but the payload. */
function toJson(message: Job) {
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

/** Lets the service attempt failed messages again: the one of this id, or all. */
export async function retryMessages(
  { withCore }: CommandHost<MessageCore>,
  { kinds, one, many }: MessageSort,
  id: string | undefined,
  { all = false }: { all?: boolean },
): Promise<void> {
  if ((id === undefined) !== all) throw new UsageError(`give the id of one ${one}, or --all`);
  await withCore(async ({ storage: { outbox }, clock }) => {
    const failed = { kinds, status: 'failed', limit: maxRetries } as const;
    const ids = id === undefined ? (await outbox.list(failed)).map((message) => message.id) : [id];
    let retried = 0;
    for (const each of ids) if (await outbox.retry(each, clock.now())) retried += 1;
    if (id !== undefined && retried === 0) {
      throw new UsageError(`no failed ${one} has the id ${id}`);
    }
    print(
      `${many} to be attempted again: ${retried}. A running service takes them up within seconds.`,
    );
  });
}
