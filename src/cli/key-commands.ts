import { type Command, Option } from 'commander';
import type { KeyListOptions, RotateOptions } from './keys.js';
import { examples, parseLimit, addMessageCommands } from './message-commands.js';
import { eventTypes } from '../platform/events/event.js';
import type { AuditOptions } from './audit.js';
import type { MessageSort } from './messages.js';

export function addKeyCommands(program: Command): void {
  const keys = program.command('keys').description('list and rotate the signing keys');
  keys
    .command('list')
    .description('list the signing keys and their states, without private keys')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('authgraph keys list'))
    .action(async (options: KeyListOptions) => (await import('./keys.js')).listKeys(options));
  keys
    .command('rotate')
    .description('add a signing key; the old one verifies until its last token has expired')
    .option('--revoke-all', 'revoke the old keys now and end every session')
    .option(
      '--new-secret',
      'with --revoke-all: AUTHGRAPH_SECRET was lost, and every process will start with this one',
    )
    .addHelpText('after', examples('authgraph keys rotate', 'authgraph keys rotate --revoke-all'))
    .action(async (options: RotateOptions) => (await import('./keys.js')).rotate(options));
}

export function addAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('show security events: sign-ins, failures, ended sessions, changes by operators')
    .option('--limit <n>', 'how many of the latest', parseLimit, 100)
    .option('--follow', 'print new events until Ctrl+C')
    .option('--user <username>', 'only events of one user')
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

export function addClientCommand(program: Command): void {
  program
    .command('client')
    .argument('<name>', 'what the service is called, such as notes-api')
    .description('create the secret of a service that may introspect and revoke tokens')
    .addHelpText('after', examples('authgraph client notes-api'))
    .action(async (name: string) => (await import('./client.js')).makeClient(name));
}

export function addMailCommands(program: Command): void {
  const mail = program.command('mail').description('list mails and retry failed ones');
  addMessageCommands(mail, async (): Promise<MessageSort> => {
    const { mailKinds: kinds } = await import('../platform/mail/enqueue.js');
    return { kinds, one: 'mail', many: 'Mails', labels: ['mail', 'to'] };
  });
}

export function addWebhookCommands(program: Command, onExitCode: (code: number) => void): void {
  const webhook = program
    .command('webhook')
    .description('list webhooks, retry failed ones and test receivers');
  addMessageCommands(webhook, async (): Promise<MessageSort> => {
    const { webhookKind } = await import('../features/webhooks/job-handler.js');
    const labels = ['event', 'endpoint'];
    return { kinds: [webhookKind], one: 'webhook', many: 'Webhooks', labels };
  });
  webhook
    .command('test')
    .description(
      'send "webhook.test" to the endpoints of WEBHOOKS at once, and say what they answer',
    )
    .argument('[endpoint]', 'only the one of this name')
    .addHelpText('after', examples('authgraph webhook test', 'authgraph webhook test crm'))
    .action(async (endpoint: string | undefined) =>
      onExitCode(await (await import('./webhook.js')).testWebhooks(endpoint)),
    );
}
