import type { Algorithm } from '../../jwt/keys.js';
import type { Feature } from '../../platform/feature.js';
import {
  createSecretKeyRing,
  createStoredKeyRing,
  type KeyRing,
  type StoredKeyRingOptions,
} from './key-ring.js';

export interface KeyRingOptions extends Omit<StoredKeyRingOptions, 'algorithm' | 'secret'> {
  readonly algorithm: Algorithm;
  /** The key of HS256, if that is the algorithm. */
  readonly secretKey: string | undefined;
  /** What stored keys are encrypted with. HS256 stores none, and does not ask. */
  readonly secret: () => string;
}

/**
 * The keys that sign and verify: the operator's secret, or those of the database.
 * @throws WrongSecretError if the secret does not open the stored keys
 */
export async function openKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { algorithm, secretKey, secret, ...rest } = options;
  if (algorithm === 'HS256') return createSecretKeyRing({ secret: secretKey ?? '' });
  return createStoredKeyRing({ ...rest, algorithm, secret: secret() });
}

/**
 * The public keys (RFC 7517), so that other services verify tokens by themselves. They may keep them for
 * a quarter of a minute: a new key is published a minute before it signs.
 */
export const signingKeys: Feature<{ readonly keys: Pick<KeyRing, 'jwks'> }> = {
  permissions: () => ({}),
  routes: ({ keys }) => ({ '/.well-known/jwks.json': { read: () => keys.jwks(), maxAge: 15 } }),
};
