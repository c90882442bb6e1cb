import type { Clock } from './clock.js';
import { resolveSecret, type Config } from './config/config.js';
import { createOutbox, payloadPurpose } from './outbox/outbox.js';
import { createSealer } from './sealing/sealer.js';
import { announceChanges, type Transactional } from './webhooks/announce.js';
import { createWebhookPost } from './webhooks/post.js';

/**
 * The stores whose changes webhooks tell of. Without webhooks they are the plain ones: what is off is put
 * about nothing, and costs nothing.
 */
export function announcingStores(
  { config, clock }: { config: Config; clock: Clock },
  plain: Transactional,
): Transactional {
  const { webhooks: endpoints } = config;
  if (endpoints.length === 0) return plain;
  const sealer = createSealer({ secret: resolveSecret(config), ...payloadPurpose });
  const outbox = createOutbox({ sealer, clock });
  return announceChanges(plain, createWebhookPost({ outbox, endpoints, clock }));
}
