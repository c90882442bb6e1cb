import type { Clock } from '../../platform/clock.js';
import type { Answer, Send } from './send.js';
import { signedHeaders } from './signature.js';
import type { WebhookEndpoint, WebhookEvent } from './event.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import {
  type OutboxStore,
  NotYetError,
  UndeliverableError,
  type JobHandler,
} from '../../platform/job.js';

/** The kind of message in the outbox. */
export const webhookKind = 'webhook';

/** What waits in the outbox: for whom, and the body as it goes out at every attempt. */
export interface WebhookMessage {
  /** The name of the endpoint: where it is, and its secrets, are looked up when the message is due. */
  readonly endpoint: string;
  readonly body: string;
}

/** Leaves an event in the outbox, for each endpoint that wants it. @param store the one of the transaction */
export type EmitWebhookEvent = (
  store: Pick<OutboxStore, 'add'>,
  event: WebhookEvent,
) => Promise<void>;

export interface EnqueueWebhookOptions {
  readonly outbox: Pick<Outbox, 'enqueue'>;
  readonly endpoints: readonly WebhookEndpoint[];
  readonly clock: Clock;
}

/** Milliseconds for which an event is of use: as long as one that was given up can be tried again. */
export const lifetime = 30 * 86_400_000;

export function createEnqueueWebhook({
  outbox,
  endpoints,
  clock,
}: EnqueueWebhookOptions): EmitWebhookEvent {
  return async (store, { type, data }) => {
    const now = clock.now();
    const body = JSON.stringify({ type, timestamp: new Date(now).toISOString(), data });
    for (const { name, events } of endpoints) {
      if (!events.includes(type)) continue;
      const payload: WebhookMessage = { endpoint: name, body };
      const label = { event: type, endpoint: name };
      await outbox.enqueue(store, { kind: webhookKind, payload, label, expiresAt: now + lifetime });
    }
  };
}

export interface WebhookJobHandlerOptions {
  readonly endpoints: readonly WebhookEndpoint[];
  readonly send: Send;
  readonly clock: Clock;
}

/** Delivers webhooks: signs each attempt, and takes 2xx for a receipt. */
export function createWebhookJobHandler({
  endpoints,
  send,
  clock,
}: WebhookJobHandlerOptions): JobHandler {
  return async (payload, { id, signal }) => {
    // Only `createEnqueueWebhook` makes payloads of this kind.
    const { endpoint: name, body } = payload as WebhookMessage;
    const endpoint = endpoints.find((candidate) => candidate.name === name);
    if (endpoint === undefined) {
      // Another process may know it: WEBHOOKS changes for one after the other.
      throw new Error('WEBHOOKS has no endpoint of this name');
    }
    const now = clock.now();
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'authgraph',
      ...signedHeaders({ id, at: now, body }, endpoint.secrets),
    };
    const answer = await send(endpoint.url, { headers, body, signal });
    if (answer.status < 200 || answer.status > 299) throw refusalOf(answer, now);
  };
}

/** What an answer other than a receipt means for the next attempt. */
function refusalOf({ status, retryAfter }: Answer, now: number): Error {
  if (status === 410) return new UndeliverableError('answered 410: it wants no more of them');
  if (status >= 300 && status < 400) {
    return new Error(`answered ${status}, and redirects are not followed: write where it leads to`);
  }
  const wait = retryAfter === undefined ? undefined : millisecondsOf(retryAfter, now);
  return wait === undefined
    ? new Error(`answered ${status}`)
    : new NotYetError(`answered ${status}, and asks for time`, wait);
}

/** `Retry-After` (RFC 9110 §10.2.3): seconds, or a date. */
function millisecondsOf(retryAfter: string, now: number): number | undefined {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : date - now;
}
