import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  type VerificationKey,
  type VerificationKeys,
  checkKeyStrength,
  keyOfSecret,
  publicKeyOf,
} from '../jwt/node-keys.js';
import {
  type LocalKeySource,
  type NamedJwk,
  type PemKey,
  keysOfSet,
  noPublicKey,
  readPem,
  ringOf,
} from './jwk-set.js';

/**
 * Known keys, for a verifier that fetches nothing. They do not change: after a rotation of the
 * service's keys, make new ones. Keys of a set that are not for signatures, or of an algorithm that
 * Authgraph does not sign with, are left out (RFC 7517 §5).
 * @throws TypeError for a weak or a private key, one that does not fit its algorithm, two of one `kid`,
 *   and a set in which nothing is left
 */
export function createLocalKeys(source: LocalKeySource): VerificationKeys {
  return ringOf(keysOf(source));
}

function keysOf(source: LocalKeySource): VerificationKey[] {
  if ('secret' in source) return [keyOfSecret(source.secret)];
  if ('jwks' in source) return keysOfSet(source.jwks).map(importKey);
  return [fromPem(source)];
}

/** @throws TypeError for a weak key, and one that does not fit its algorithm */
export function importKey({ kid, algorithm, jwk }: NamedJwk): VerificationKey {
  const key = reading(() => publicKeyOf(jwk));
  checkKeyStrength(algorithm, key);
  return { kid, algorithm, key };
}

function fromPem(source: PemKey): VerificationKey {
  const { kid, algorithm } = source;
  const pem = readPem(source);
  const key = reading(() => createPublicKey(pem));
  checkKeyStrength(algorithm, key);
  return { kid, algorithm, key };
}

function reading(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch (cause) {
    throw new TypeError(noPublicKey, { cause });
  }
}
