import type { Feature } from '../../platform/feature.js';
import type { JobHandler } from '../../platform/job.js';
import {
  createWebhookJobHandler,
  webhookKind,
  type WebhookJobHandlerOptions,
} from './job-handler.js';
import { createSend } from './send.js';

export interface Webhooks {
  /** `undefined` if WEBHOOKS is empty. */
  readonly deliver: JobHandler | undefined;
}

export interface WebhooksOptions extends Omit<WebhookJobHandlerOptions, 'send'> {
  /** Send to addresses that are not public, too. */
  readonly allowPrivate: boolean;
}

export function createWebhooks({ endpoints, clock, allowPrivate }: WebhooksOptions): Webhooks {
  if (endpoints.length === 0) return { deliver: undefined };
  const send = createSend({ allowPrivate });
  return { deliver: createWebhookJobHandler({ endpoints, send, clock }) };
}

/** Signed events, delivered to the endpoints of WEBHOOKS. A stop does not wait for receivers that are away. */
export const webhooks: Feature<{ readonly webhooks: Webhooks }> = {
  permissions: () => ({}),
  jobs: ({ webhooks: { deliver } }) =>
    deliver === undefined ? {} : { [webhookKind]: { handle: deliver, drains: false } },
};
