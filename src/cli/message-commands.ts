import { Option, type Command, InvalidArgumentError } from 'commander';
import { messageStatuses } from '../platform/outbox/job.js';
import type { MessageListOptions, MessageSort } from './messages.js';

/** The most rows that one command lists. */
export const maxPageSize = 10_000;

/** Reads `--limit`. */
export function parseLimit(text: string): number {
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > maxPageSize) {
    throw new InvalidArgumentError(`Write a whole number from 1 to ${maxPageSize}.`);
  }
  return limit;
}

/** The end of a command's help. */
export function examples(...lines: readonly string[]): string {
  return ['', 'Examples:', ...lines.map((line) => `  $ ${line}`)].join('\n');
}

/** The commands that are the same for all that waits in the outbox. */
export function addMessageCommands(command: Command, loadSort: () => Promise<MessageSort>): void {
  const name = command.name();
  command
    .command('list')
    .description(`list the latest ${name}s with their states and reasons, without their contents`)
    .option('--limit <n>', 'how many of the latest', parseLimit, 100)
    .addOption(new Option('--status <status>', 'only these').choices(messageStatuses))
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples(`authgraph ${name} list`, `authgraph ${name} list --status failed`),
    )
    .action(async (options: MessageListOptions) =>
      (await import('./messages.js')).listMessages(await loadSort(), options),
    );
  command
    .command('retry')
    .description(`retry ${name}s that failed permanently`)
    .argument('[id]', `of the ${name}, as "${name} list" shows it`)
    .option('--all', 'all of them')
    .addHelpText('after', examples(`authgraph ${name} retry --all`))
    .action(async (id: string | undefined, options: { all?: boolean }) =>
      (await import('./messages.js')).retryMessages(await loadSort(), id, options),
    );
}
