import type { Command } from 'commander';
import { examples } from './examples.js';
import { addMessageCommands } from './message-commands.js';
import type { MessageSort } from './messages.js';

export function addWebhookCommands(program: Command, onExitCode: (code: number) => void): void {
  const webhook = program
    .command('webhook')
    .description('see what became of webhooks, try again, and test receivers');
  addMessageCommands(webhook, async (): Promise<MessageSort> => {
    const { webhookKind } = await import('../features/webhooks/enqueue.js');
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
