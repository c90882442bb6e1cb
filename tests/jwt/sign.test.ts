import { createSecretKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import { describe, expect, test } from 'vitest';
import { signJwt } from '../../src/jwt/sign.js';
import { accessClaims, createTestKey, now } from './forge.js';
import { algorithms, type Algorithm } from '../../src/jwt/keys.js';
import { keyOfSecret, checkKeyStrength } from '../../src/jwt/node-keys.js';

const claims = accessClaims() as { iat: number };

test.each(algorithms)(
  'a token signed with %s has exactly alg, typ and kid in its header',
  (algorithm) => {
    const { signing } = createTestKey(algorithm, 'k1');
    const token = signJwt(claims, { typ: 'rt+jwt', key: signing });
    expect(decode(token, { complete: true })?.header).toEqual({
      alg: algorithm,
      typ: 'rt+jwt',
      kid: 'k1',
    });
  },
);

test('a token says the times of the caller, not those of the system', () => {
  const token = signJwt(claims, { typ: 'at+jwt', key: createTestKey().signing });
  expect(decode(token, { json: true })).toEqual(claims);
  expect(claims.iat).toBe(now);
});

test('signing leaves the claims that it was given as they were', () => {
  const given = Object.freeze({ ...claims });
  signJwt(given, { typ: 'at+jwt', key: createTestKey().signing });
  expect(given).toEqual(claims);
});

test('a token that no verifier would read is not signed', () => {
  const long = { ...claims, plan: 'x'.repeat(8192) };
  const key = createTestKey().signing;
  expect(() => signJwt(long, { typ: 'at+jwt', key })).toThrow(TypeError);
});

describe('a key', () => {
  const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey;
  const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).publicKey;
  const secret = (bytes: number) => createSecretKey(randomBytes(bytes));

  test.each<[Algorithm, string, KeyObject]>([
    ['ES256', 'a P-384 key', ec('P-384')],
    ['ES384', 'a P-256 key', ec('P-256')],
    ['ES256', 'a secp256k1 key', ec('secp256k1')],
    ['ES256', 'an RSA key', rsa(2048)],
    ['ES256', 'a secret', secret(32)],
    ['RS256', 'an RSA key of 1024 bits', rsa(1024)],
    ['PS256', 'an RSA key of 1024 bits', rsa(1024)],
    ['RS256', 'an EC key', ec('P-256')],
    ['RS256', 'an Ed25519 key', generateKeyPairSync('ed25519').publicKey],
    ['HS256', 'a secret of 31 bytes', secret(31)],
    ['HS256', 'a public key', ec('P-256')],
  ])('for %s cannot be %s', (algorithm, _what, key) => {
    expect(() => checkKeyStrength(algorithm, key)).toThrow(TypeError);
  });

  test.each(algorithms)('for %s that fits is let through', (algorithm) => {
    const { signing, verification } = createTestKey(algorithm);
    checkKeyStrength(algorithm, signing.key);
    checkKeyStrength(algorithm, verification.key);
  });
});

describe('the key of a secret', () => {
  const secret = randomBytes(32).toString('hex');

  test('has the same kid wherever the secret is, and another secret has another', () => {
    expect(keyOfSecret(secret).kid).toBe(keyOfSecret(secret).kid);
    expect(keyOfSecret(`${secret}!`).kid).not.toBe(keyOfSecret(secret).kid);
  });

  test('has a kid that holds nothing of the secret', () => {
    expect(secret).not.toContain(keyOfSecret(secret).kid);
    expect(keyOfSecret(secret).kid).toMatch(/^[\w-]{16}$/);
  });

  test.each(['', 'secret', 'your-256-bit-secret', 'x'.repeat(31)])(
    'is refused for the short secret "%s"',
    (short) => {
      expect(() => keyOfSecret(short)).toThrow(/at least 32 bytes/);
    },
  );
});
