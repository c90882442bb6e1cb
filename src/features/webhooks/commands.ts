import type { Command } from 'commander';
import { examples, type CommandHost } from '../../platform/command-line/commands.js';
import { addMessageCommands } from '../../platform/outbox/commands.js';
import type { MessageSort } from '../../platform/outbox/run-commands.js';
import type { WebhookCore } from './test-endpoints.js';

export function addWebhookCommands(program: Command, host: CommandHost<WebhookCore>): void {
  const webhook = program
    .command('webhook')
    .description('list webhooks, retry failed ones and test receivers');
  addMessageCommands(webhook, host, async (): Promise<MessageSort> => {
    const { webhookKind } = await import('./job-handler.js');
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
      host.onExitCode(await (await import('./test-endpoints.js')).testWebhooks(host, endpoint)),
    );
}
