import { Option, type Command } from 'commander';
import { eventTypes } from '../platform/events/event.js';
import type { AuditOptions } from './audit.js';
import { examples } from './examples.js';
import { parseLimit } from './limit.js';

export function addAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('show security events: sign-ins, failures, ended sessions, changes by operators')
    .option('--limit <n>', 'how many of the latest', parseLimit, 100)
    .option('--follow', 'go on with those to come, until Ctrl+C')
    .option('--user <username>', 'only what happened to one user')
    .addOption(new Option('--type <type>', 'only one kind of event').choices(eventTypes))
    .option('--json', 'as JSON, one event a line')
    .addHelpText(
      'after',
      examples(
        'authgraph audit --follow',
        'authgraph audit --type login.failed --user alice --limit 20',
      ),
    )
    .action(async (options: AuditOptions) => (await import('./audit.js')).showAudit(options));
}
