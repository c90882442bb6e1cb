import { Option, type Command } from 'commander';
import { messageStatuses } from '../outbox/message.js';
import { examples } from './examples.js';
import { parseLimit } from './limit.js';
import type { MailListOptions } from './mail.js';

export function addMailCommands(program: Command): void {
  const mail = program.command('mail').description('see what became of mails, and try again');
  mail
    .command('list')
    .description('list the latest mails: what became of each, and why; never what is in them')
    .option('--limit <n>', 'how many of the latest', parseLimit, 100)
    .addOption(new Option('--status <status>', 'only these').choices(messageStatuses))
    .option('--json', 'as JSON')
    .addHelpText('after', examples('authgraph mail list', 'authgraph mail list --status failed'))
    .action(async (options: MailListOptions) => (await import('./mail.js')).listMail(options));
  mail
    .command('retry')
    .description('let the service attempt mails again that it has given up')
    .argument('[id]', 'of the mail, as "mail list" shows it')
    .option('--all', 'all of them')
    .addHelpText('after', examples('authgraph mail retry --all'))
    .action(async (id: string | undefined, options: { all?: boolean }) =>
      (await import('./mail.js')).retryMail(id, options),
    );
}
