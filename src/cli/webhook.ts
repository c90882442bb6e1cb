import { v7 as uuidv7 } from 'uuid';
import { systemClock as clock } from '../platform/clock.js';
import { loadConfig } from '../app/config.js';
import { printable } from '../platform/printable.js';
import { createWebhookJobHandler, type WebhookMessage } from '../features/webhooks/job-handler.js';
import { createSend } from '../features/webhooks/send.js';
import { print } from './output.js';
import { UsageError, exitCodes } from './report-error.js';

/** Sends an event of no account to the endpoints, once each, past the outbox; says what came of it. */
export async function testWebhooks(name: string | undefined): Promise<number> {
  const { webhooks: endpoints, webhookAllowPrivate: allowPrivate } = loadConfig();
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
