import { Option, type Command } from 'commander';
import { examples, parseLimit, type CommandHost } from '../command-line/commands.js';
import { messageStatuses } from '../job.js';
import type { MessageCore, MessageListOptions, MessageSort } from './run-commands.js';

/** The commands that are the same for all that waits in the outbox. */
export function addMessageCommands(
  command: Command,
  host: CommandHost<MessageCore>,
  loadSort: () => Promise<MessageSort>,
): void {
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
      (await import('./run-commands.js')).listMessages(host, await loadSort(), options),
    );
  command
    .command('retry')
    .description(`retry ${name}s that failed permanently`)
    .argument('[id]', `of the ${name}, as "${name} list" shows it`)
    .option('--all', 'all of them')
    .addHelpText('after', examples(`authgraph ${name} retry --all`))
    .action(async (id: string | undefined, options: { all?: boolean }) =>
      (await import('./run-commands.js')).retryMessages(host, await loadSort(), id, options),
    );
}
