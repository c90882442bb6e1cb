import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import type { StoredKey } from './store.js';
import { createCipher } from '../../platform/encryption/cipher.js';
import type { AsymmetricAlgorithm } from '../../jwt/keys.js';

export interface PrivateKeyCipher {
  /** @param privateKey PKCS #8, DER @returns text for the database */
  encrypt(privateKey: Buffer, kid: string): string;
  /** @throws WrongSecretError if the secret is another one, or the text was changed or moved */
  decrypt(text: string, kid: string): Buffer;
}

/** Private keys are stored encrypted, bound to their `kid`, under a key that nothing else uses. */
export function createPrivateKeyCipher(secret: string): PrivateKeyCipher {
  const { encrypt: seal, decrypt: open } = createCipher({
    secret,
    purpose: 'authgraph signing keys v1',
    content: 'the signing keys',
  });
  return { encrypt: seal, decrypt: open };
}

const generate = promisify(generateKeyPair);

/** Bits. NIST SP 800-57 part 1 §5.6.1: 112 bits of strength, acceptable through 2030. */
const rsaModulusLength = 2048;

/** Off the main thread: an RSA key takes up to a second. */
function generateFor(
  algorithm: AsymmetricAlgorithm,
): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  switch (algorithm) {
    case 'ES256':
      return generate('ec', { namedCurve: 'P-256' });
    case 'ES384':
      return generate('ec', { namedCurve: 'P-384' });
    case 'RS256':
    case 'PS256':
      return generate('rsa', { modulusLength: rsaModulusLength });
  }
}

/** A new signing key, ready to be stored. */
export async function createStoredKey(options: {
  algorithm: AsymmetricAlgorithm;
  cipher: PrivateKeyCipher;
  sequence: number;
  now: number;
  activatesAt: number;
}): Promise<StoredKey> {
  const { algorithm, cipher, sequence, now, activatesAt } = options;
  const { publicKey, privateKey } = await generateFor(algorithm);
  const kid = uuidv7({ msecs: now });
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  return {
    kid,
    algorithm,
    sequence,
    publicJwk: publicKey.export({ format: 'jwk' }),
    encryptedPrivateKey: cipher.encrypt(pkcs8, kid),
    createdAt: now,
    activatesAt,
    expiresAt: null,
    revokedAt: null,
  };
}
