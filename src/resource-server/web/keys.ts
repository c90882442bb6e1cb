import { base64url, exportJWK, importJWK, importSPKI, type CryptoKey } from 'jose';
import {
  type Algorithm,
  type JsonWebKey,
  type VerifyingKey,
  type VerifyingKeys,
} from '../../jwt/keys.js';
import {
  checkPoint,
  checkRsaNumbers,
  checkSecretLength,
  type Curve,
} from '../../jwt/key-strength.js';
import {
  type LocalKeySource,
  type NamedJwk,
  type PemKey,
  keysOfSet,
  noPublicKey,
  readPem,
  ringOf,
} from '../jwk-set.js';

/** A key that checks signatures, of WebCrypto: a public key, or the secret of HS256. */
export type VerificationKey = VerifyingKey<CryptoKey>;
export type VerificationKeys = VerifyingKeys<CryptoKey>;

/**
 * Known keys, for a verifier that fetches nothing: as `createLocalKeys` of `authgraph/resource-server`, with a promise,
 * since WebCrypto has nothing else. A PEM must be a `PUBLIC KEY` (SPKI).
 * @returns rejects with a TypeError for a weak or a private key, one that does not fit its algorithm, two of one `kid`,
 *   and a set in which nothing is left
 */
export async function createLocalKeys(source: LocalKeySource): Promise<VerificationKeys> {
  return ringOf(await keysOf(source));
}

async function keysOf(source: LocalKeySource): Promise<VerificationKey[]> {
  if ('secret' in source) return [await keyOfSecret(source.secret)];
  if ('jwks' in source) return Promise.all(keysOfSet(source.jwks).map(importKey));
  return [await fromPem(source)];
}

/** RFC 7518 §3.4: the curve belongs to the algorithm. */
const curves: Partial<Record<Algorithm, Curve>> = { ES256: 'P-256', ES384: 'P-384' };

/** @returns rejects with a TypeError for a weak key, and one that does not fit its algorithm */
export async function importKey({ kid, algorithm, jwk }: NamedJwk): Promise<VerificationKey> {
  const curve = curves[algorithm];
  const checked =
    curve === undefined ? checkedRsaKey(algorithm, jwk) : checkedPoint(algorithm, { curve, jwk });
  const key = await importing(() => importJWK(checked, algorithm));
  return { kid, algorithm, key: key as CryptoKey };
}

/** Its numbers alone, as below: with `use`, `key_ops` and the like one runtime takes what another one refuses. */
function checkedRsaKey(algorithm: Algorithm, { kty, n = '', e = '' }: JsonWebKey) {
  const numbers = kty === 'RSA' ? { modulus: toNumber(n), exponent: toNumber(e) } : undefined;
  checkRsaNumbers(algorithm, numbers);
  return { kty: 'RSA', n, e };
}

function checkedPoint(algorithm: Algorithm, { curve, jwk }: { curve: Curve; jwk: JsonWebKey }) {
  const { kty, crv, x = '', y = '' } = jwk;
  if (kty !== 'EC' || crv !== curve) {
    throw new TypeError(`${algorithm} needs a key on the curve ${curve}`);
  }
  checkPoint(curve, { x: toNumber(x), y: toNumber(y) });
  return { kty: 'EC', crv, x, y };
}

/** @throws TypeError for what is no base64url */
function toNumber(text: unknown): bigint {
  if (typeof text !== 'string' || !/^[\w-]+$/.test(text)) throw new TypeError(noPublicKey);
  const digits = Array.from(base64url.decode(text), (byte) => byte.toString(16).padStart(2, '0'));
  return BigInt(`0x${digits.join('') || '0'}`);
}

async function fromPem(source: PemKey): Promise<VerificationKey> {
  const { kid, algorithm } = source;
  const pem = readPem(source);
  const options = { extractable: true };
  const jwk = await importing(async () => exportJWK(await importSPKI(pem, algorithm, options)));
  return importKey({ kid, algorithm, jwk });
}

async function importing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new TypeError(noPublicKey, { cause });
  }
}

/**
 * The one key of HS256, of the same name as on Node.
 * @returns rejects with a TypeError for a secret of less than 32 bytes in UTF-8 (RFC 7518 §3.2)
 */
export async function keyOfSecret(secret: string): Promise<VerificationKey> {
  const bytes = new TextEncoder().encode(secret);
  checkSecretLength(bytes.length);
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const { subtle } = crypto;
  const key = await subtle.importKey('raw', bytes, hmac, false, ['sign', 'verify']);
  const digest = await subtle.sign('HMAC', key, new TextEncoder().encode('authgraph kid'));
  return { kid: base64url.encode(new Uint8Array(digest)).slice(0, 16), algorithm: 'HS256', key };
}
