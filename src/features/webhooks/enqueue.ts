import type { Clock } from '../../platform/clock.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import type { OutboxStore } from '../../platform/outbox/store.js';
import type { WebhookEndpoint } from './endpoint.js';
import type { WebhookEvent } from './event.js';

/** The kind of message in the outbox. */
export const webhookKind = 'webhook';

/** What waits in the outbox: for whom, and the body as it goes out at every attempt. */
export interface WebhookMessage {
  /** The name of the endpoint: where it is, and its secrets, are looked up when the message is due. */
  readonly endpoint: string;
  readonly body: string;
}

/** Leaves an event in the outbox, for each endpoint that wants it. @param store the one of the transaction */
export type Announce = (store: Pick<OutboxStore, 'add'>, event: WebhookEvent) => Promise<void>;

export interface WebhookPostOptions {
  readonly outbox: Pick<Outbox, 'post'>;
  readonly endpoints: readonly WebhookEndpoint[];
  readonly clock: Clock;
}

/** Milliseconds for which an event is of use: as long as one that was given up can be tried again. */
const lifetime = 30 * 86_400_000;

export function createWebhookPost({ outbox, endpoints, clock }: WebhookPostOptions): Announce {
  return async (store, { type, data }) => {
    const now = clock.now();
    const body = JSON.stringify({ type, timestamp: new Date(now).toISOString(), data });
    for (const { name, events } of endpoints) {
      if (!events.includes(type)) continue;
      const payload: WebhookMessage = { endpoint: name, body };
      const label = { event: type, endpoint: name };
      await outbox.post(store, { kind: webhookKind, payload, label, expiresAt: now + lifetime });
    }
  };
}
