import type { Clock } from '../platform/clock.js';
import { createCipher } from '../platform/encryption/cipher.js';
import {
  createAuditTrail,
  type AuditTrail,
  type AuditTrailOptions,
} from '../platform/events/trail.js';
import { createOutbox, payloadPurpose, type Outbox } from '../platform/outbox/outbox.js';
import { createWebhookConsumer } from '../features/webhooks/emit.js';
import { createEnqueueWebhook } from '../features/webhooks/job-handler.js';
import { webhooksOf } from './event-webhooks.js';
import { eventFacts, type Changes } from './facts.js';
import { resolveSecret, type Config } from './config.js';

/** The outbox, whose messages rest sealed by AUTHGRAPH_SECRET. @throws ConfigError for one that cannot be read */
export function openOutbox({ config, clock }: { config: Config; clock: Clock }): Outbox {
  const cipher = createCipher({ secret: resolveSecret(config), ...payloadPurpose });
  return createOutbox({ cipher, clock });
}

/**
 * Where changes are recorded, and what follows from them in the same transaction: webhooks, if there are any.
 * @throws ConfigError for a secret that cannot be read, with webhooks
 */
export function openEvents(
  config: Config,
  given: Omit<AuditTrailOptions<Changes>, 'facts' | 'consume'>,
): AuditTrail<Changes> {
  const options = { ...given, facts: eventFacts };
  const { clock } = options;
  const { webhooks: endpoints } = config;
  if (endpoints.length === 0) return createAuditTrail<Changes>(options);
  const outbox = openOutbox({ config, clock });
  const consume = createWebhookConsumer(
    webhooksOf,
    createEnqueueWebhook({ outbox, endpoints, clock }),
  );
  return createAuditTrail<Changes>({ ...options, consume });
}
