import { createHmac, createSecretKey } from 'node:crypto';
import { checkKeyStrength } from './key-strength.js';
import type { SigningKey, VerificationKey } from './keys.js';

/**
 * The one key of HS256. Its `kid` is a keyed hash of a fixed text: everyone who has the secret names it
 * alike, and the name tells no more about the secret than any token that it signs.
 * @throws TypeError for a secret of less than 32 bytes in UTF-8 (RFC 7518 §3.2)
 */
export function keyOfSecret(secret: string): SigningKey & VerificationKey {
  const key = createSecretKey(secret, 'utf8');
  checkKeyStrength('HS256', key);
  const digest = createHmac('sha256', key).update('authgraph kid').digest('base64url');
  return { kid: digest.slice(0, 16), algorithm: 'HS256', key };
}
