import type { Clock } from '../../platform/clock.js';
import {
  NotYetError,
  UndeliverableError,
  type Courier,
} from '../../platform/outbox/job-handler.js';
import type { WebhookEndpoint } from './endpoint.js';
import type { WebhookMessage } from './enqueue.js';
import type { Answer, Send } from './send.js';
import { signedHeaders } from './signature.js';

export interface WebhookCourierOptions {
  readonly endpoints: readonly WebhookEndpoint[];
  readonly send: Send;
  readonly clock: Clock;
}

/** Delivers webhooks: signs each attempt, and takes 2xx for a receipt. */
export function createWebhookCourier({ endpoints, send, clock }: WebhookCourierOptions): Courier {
  return async (payload, { id, signal }) => {
    // Only `createWebhookPost` makes payloads of this kind.
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

/** What an answer that is no receipt means for the next attempt. */
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
