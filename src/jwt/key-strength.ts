import type { KeyObject } from 'node:crypto';
import type { Algorithm, AsymmetricAlgorithm } from './algorithms.js';

/** Bytes: as many as the hash has (RFC 7518 §3.2). jsonwebtoken would take a single one. */
const secretMinLength = 32;
/** Bits (RFC 7518 §3.3). jsonwebtoken verifies with 1024 too. */
const rsaMinLength = 2048;

/** RFC 7518 §3.4: the curve belongs to the algorithm. */
const curves: Partial<Record<AsymmetricAlgorithm, string>> = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
};

/**
 * Lets a key through that is fit for its algorithm: looked at once, when it is made or read.
 * @throws TypeError saying what is wrong, and nothing of the key
 */
export function checkKeyStrength(algorithm: Algorithm, key: KeyObject): void {
  if (algorithm === 'HS256') {
    if ((key.symmetricKeySize ?? 0) >= secretMinLength) return;
    throw new TypeError(`the secret of HS256 must have at least ${secretMinLength} bytes`);
  }
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  const curve = curves[algorithm];
  if (curve !== undefined) {
    if (key.asymmetricKeyType === 'ec' && namedCurve === curve) return;
    throw new TypeError(`${algorithm} needs a key on the curve ${curve}`);
  }
  if (key.asymmetricKeyType === 'rsa' && modulusLength >= rsaMinLength) return;
  throw new TypeError(`${algorithm} needs an RSA key of at least ${rsaMinLength} bits`);
}
