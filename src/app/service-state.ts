import { createDeliveries } from '../features/service-state/deliveries.js';
import type { ServiceStateServices } from '../features/service-state/feature.js';
import { createKeyAdministration } from '../features/service-state/keys.js';
import { webhookKind } from '../features/webhooks/job-handler.js';
import type { KeyRing } from '../features/signing-keys/key-ring.js';
import { mailKinds } from '../platform/mail/mail.js';
import { maxTokenLifetime, resolveSecret, type Config } from './config.js';
import type { Core } from './core.js';
import type { Delivery } from './delivery.js';

/** What administrators see of the service itself, and do to it. */
export function createServiceStateOf(
  { config, clock, storage, audit, signIns }: Core,
  keyRing: KeyRing,
  { transact }: Pick<Delivery, 'transact'>,
): ServiceStateServices {
  const kinds = { MAIL: mailKinds, WEBHOOK: [webhookKind] };
  return {
    signIns,
    keyAdministration: createKeyAdministration({
      rotation: rotationOf(config, { store: storage.keys, transact, audit, clock }),
      keyRing,
      clock,
    }),
    deliveries: createDeliveries({ store: storage.outbox, transact, clock, audit, kinds }),
  };
}

function rotationOf<Shared extends object>(config: Config, shared: Shared) {
  const { jwtAlgorithm: algorithm } = config;
  if (algorithm === 'HS256') return undefined;
  const secret = resolveSecret(config);
  return { ...shared, algorithm, secret, tokenLifetime: maxTokenLifetime(config) };
}
