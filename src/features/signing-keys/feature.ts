import type { Feature } from '../../platform/feature.js';
import type { KeyRing } from './key-ring.js';

/**
 * The public keys (RFC 7517), so that other services verify tokens by themselves. They may keep them for
 * a quarter of a minute: a new key is published a minute before it signs.
 */
export const signingKeys: Feature<{ readonly keys: Pick<KeyRing, 'jwks'> }> = {
  permissions: () => ({}),
  routes: ({ keys }) => ({ '/.well-known/jwks.json': { read: () => keys.jwks(), maxAge: 15 } }),
};
