import {
  type JsonWebKeyInput,
  type KeyObject,
  createHmac,
  createPublicKey,
  createSecretKey,
} from 'node:crypto';
import { checkRsaNumbers, checkSecretLength } from './key-strength.js';
import type {
  Algorithm,
  AsymmetricAlgorithm,
  JsonWebKey,
  VerifyingKey,
  VerifyingKeys,
} from './keys.js';

/**
 * A key that checks signatures: a public key, or the secret of HS256. Always a `KeyObject`: parsing a PEM or a string
 * secret for each token costs thirty times as much.
 */
export type VerificationKey = VerifyingKey<KeyObject>;
export type VerificationKeys = VerifyingKeys<KeyObject>;

/** A key that makes signatures: a private key, or the secret of HS256. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly key: KeyObject;
}

/** RFC 7518 §3.4: the curve belongs to the algorithm. */
const curves: Partial<Record<Algorithm, string>> = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
} satisfies Partial<Record<AsymmetricAlgorithm, string>>;

/**
 * Lets a key through that is fit for its algorithm: looked at once, when it is made or read.
 * @throws TypeError saying what is wrong, and nothing of the key
 */
export function checkKeyStrength(algorithm: Algorithm, key: KeyObject): void {
  if (algorithm === 'HS256') {
    checkSecretLength(key.symmetricKeySize ?? 0);
    return;
  }
  const curve = curves[algorithm];
  if (curve === undefined) {
    checkRsaNumbers(algorithm, rsaNumbersOf(key));
    return;
  }
  const { namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec' && namedCurve === curve) return;
  throw new TypeError(`${algorithm} needs a key on the curve ${curve}`);
}

function rsaNumbersOf(key: KeyObject): { modulus: bigint; exponent: bigint } | undefined {
  if (key.asymmetricKeyType !== 'rsa') return undefined;
  const { n = '', e = '' } = key.export({ format: 'jwk' });
  return { modulus: toNumber(n), exponent: toNumber(e) };
}

function toNumber(base64url: string): bigint {
  return BigInt(`0x${Buffer.from(base64url, 'base64url').toString('hex')}`);
}

/**
 * The one key of HS256. Its `kid` is a keyed hash of a fixed text: everyone who has the secret names it
 * alike, and the name reveals no more about the secret than any token that it signs.
 * @throws TypeError for a secret of less than 32 bytes in UTF-8 (RFC 7518 §3.2)
 */
export function keyOfSecret(secret: string): SigningKey & VerificationKey {
  const key = createSecretKey(secret, 'utf8');
  checkKeyStrength('HS256', key);
  const digest = createHmac('sha256', key).update('authgraph kid').digest('base64url');
  return { kid: digest.slice(0, 16), algorithm: 'HS256', key };
}

/** @throws Error for a JWK that is no key, as Node does */
export function publicKeyOf(jwk: JsonWebKey): KeyObject {
  return createPublicKey({ key: jwk, format: 'jwk' } as JsonWebKeyInput);
}
