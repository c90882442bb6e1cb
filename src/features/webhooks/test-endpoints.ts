import { v7 as uuidv7 } from 'uuid';
import { systemClock as clock } from '../../platform/clock.js';
import { type CommandHost, exitCodes, UsageError } from '../../platform/command-line/commands.js';
import { print } from '../../platform/command-line/output.js';
import type { MessageCore } from '../../platform/outbox/run-commands.js';
import { printable } from '../../platform/printable.js';
import type { WebhookEndpoint } from './event.js';
import { createWebhookJobHandler, type WebhookMessage } from './job-handler.js';
import { createSend } from './send.js';

/** What the commands of webhooks need of the service. */
export interface WebhookCore extends MessageCore {
  readonly config: {
    readonly webhooks: readonly WebhookEndpoint[];
    readonly webhookAllowPrivate: boolean;
  };
}

/** Sends an event of no account to the endpoints, once each, past the outbox; says what came of it. */
export async function testWebhooks(
  { readConfig }: CommandHost<WebhookCore>,
  name: string | undefined,
): Promise<number> {
  const { webhooks: endpoints, webhookAllowPrivate: allowPrivate } = await readConfig();
  const named = endpoints.filter((endpoint) => name === undefined || endpoint.name === name);
  if (named.length === 0) {
    throw new UsageError(name === undefined ? 'WEBHOOKS is not set' : `WEBHOOKS has no "${name}"`);
  }
  const deliver = createWebhookJobHandler({ endpoints, send: createSend({ allowPrivate }), clock });
  const timestamp = new Date(clock.now()).toISOString();
  const body = JSON.stringify({ type: 'webhook.test', timestamp, data: {} });
  const outcomes = await Promise.allSettled(
    named.map(({ name: endpoint }) => {
      const message: WebhookMessage = { endpoint, body };
      return deliver(message, { id: uuidv7(), signal: new AbortController().signal });
    }),
  );
  outcomes.forEach((outcome, index) => {
    const error = outcome.status === 'rejected' ? (outcome.reason as Error).message : 'delivered';
    print(printable(`${named[index]?.name ?? ''}: ${error}`));
  });
  const allCame = outcomes.every(({ status }) => status === 'fulfilled');
  return allCame ? exitCodes.ok : exitCodes.failed;
}
