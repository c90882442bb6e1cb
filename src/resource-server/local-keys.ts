import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { asymmetricAlgorithms, type AsymmetricAlgorithm } from '../jwt/algorithms.js';
import { checkKeyStrength } from '../jwt/key-strength.js';
import type { VerificationKey, VerificationKeys } from '../jwt/keys.js';
import { keyOfSecret } from '../jwt/secret-key.js';

/** A JWK Set (RFC 7517 §5), such as `/.well-known/jwks.json` of the service. */
export interface JsonWebKeySet {
  readonly keys: readonly (JsonWebKey & { kid?: string; alg?: string; use?: string })[];
}

/** A public key in PEM, with what a PEM does not tell. */
export interface PemKey {
  readonly pem: string;
  /** The `kid` in the header of the tokens that it verifies. */
  readonly kid: string;
  readonly algorithm: AsymmetricAlgorithm;
}

/** The service's JWKS, one public key, or the secret that the service has as `JWT_SECRET_KEY` (HS256). */
export type LocalKeySource = { jwks: JsonWebKeySet } | PemKey | { secret: string };

/**
 * Keys that are at hand, for a verifier that asks nobody. They stay as they are: after a rotation of the
 * service's keys, make new ones. Keys of a set that are not for signatures, or of an algorithm that
 * Authgraph does not sign with, are left out (RFC 7517 §5).
 * @throws TypeError for a weak or a private key, one that does not fit its algorithm, two of one `kid`,
 *   and a set in which nothing is left
 */
export function createLocalKeys(source: LocalKeySource): VerificationKeys {
  const keys = keysOf(source);
  const byId = new Map(keys.map((key) => [key.kid, key]));
  if (byId.size === 0) throw new TypeError(noKeyLeft);
  if (byId.size < keys.length) throw new TypeError('the JWK Set has two keys of one "kid"');
  return { find: (kid) => byId.get(kid) };
}

export const noKeyLeft = `the JWK Set has no key for ${asymmetricAlgorithms.join(', ')}`;

function keysOf(source: LocalKeySource): VerificationKey[] {
  if ('secret' in source) return [keyOfSecret(source.secret)];
  if ('jwks' in source) return keysOfSet(source.jwks);
  return [fromPem(source)];
}

/**
 * The keys of a set that are for signatures, and of an algorithm that Authgraph signs with.
 * @throws TypeError for a weak or a private key, and one that does not fit its algorithm
 */
export function keysOfSet({ keys }: JsonWebKeySet): VerificationKey[] {
  return keys.flatMap(fromJwk);
}

function fromJwk(jwk: JsonWebKeySet['keys'][number]): VerificationKey[] {
  const { kid, alg, use = 'sig' } = jwk;
  const algorithm = asymmetricAlgorithms.find((name) => name === alg);
  if (algorithm === undefined || kid === undefined || use !== 'sig') return [];
  if (jwk.d !== undefined)
    throw new TypeError(`the key "${kid}" is private: only the issuer has it`);
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  checkKeyStrength(algorithm, key);
  return [{ kid, algorithm, key }];
}

function fromPem({ pem, kid, algorithm }: PemKey): VerificationKey {
  if (pem.includes('PRIVATE KEY'))
    throw new TypeError('the PEM is private: only the issuer has it');
  const key = createPublicKey(pem);
  checkKeyStrength(algorithm, key);
  return { kid, algorithm, key };
}
