import type { Clock } from '../platform/clock.js';
import { resolveSecret, type Config } from './config.js';
import { createOutbox, payloadPurpose, type Outbox } from '../platform/outbox/outbox.js';
import { createCipher } from '../platform/encryption/cipher.js';
import { withWebhookEvents, type Transactional } from '../features/webhooks/emit.js';
import { createEnqueueWebhook } from '../features/webhooks/job-handler.js';

/** The outbox, whose messages rest sealed by AUTHGRAPH_SECRET. @throws ConfigError for one that cannot be read */
export function openOutbox({ config, clock }: { config: Config; clock: Clock }): Outbox {
  const cipher = createCipher({ secret: resolveSecret(config), ...payloadPurpose });
  return createOutbox({ cipher, clock });
}

/**
 * The stores whose changes webhooks tell of. Without webhooks they are the plain ones: what is off is put
 * about nothing, and costs nothing.
 * @param outbox where messages are left; default: one of its own
 */
export function storesWithWebhookEvents(
  { config, clock }: { config: Config; clock: Clock },
  plain: Transactional,
  outbox?: Outbox,
): Transactional {
  const { webhooks: endpoints } = config;
  if (endpoints.length === 0) return plain;
  return withWebhookEvents(
    plain,
    createEnqueueWebhook({ outbox: outbox ?? openOutbox({ config, clock }), endpoints, clock }),
  );
}
