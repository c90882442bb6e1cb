import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type VerificationKey,
  type VerificationKeys,
  keyOfSecret,
} from '../../src/jwt/node-keys.js';
import { createLocalKeys } from '../../src/resource-server/index.js';
import { createSecretKeyRing } from '../../src/features/signing-keys/key-ring.js';
import { kits } from '../resource-server/kits.js';
import {
  accessClaims,
  audience,
  createTestKey,
  forge,
  issuer,
  now,
  refusalOf,
  ringOf,
} from './forge.js';

const key = createTestKey('ES256', 'the-key');
const header = { alg: 'ES256', typ: 'at+jwt', kid: 'the-key' };

/** A ring that trusts one key for whatever `kid` it is asked, and writes down what it was asked. */
function trustingRing(verification: VerificationKey) {
  const asked: string[] = [];
  return { asked, find: (kid: string) => (asked.push(kid), verification) };
}

describe.each(kits)('with $runtime', ({ verifyJwt, ...kit }) => {
  function verify(token: string, keys: VerificationKeys = ringOf(key)) {
    return verifyJwt(token, { typ: 'at+jwt', keys, issuer, audience, leeway: 0, now });
  }

  describe('tokens from manuals', () => {
    test('the example token that jwt.io showed for years is refused, whatever is trusted', async () => {
      const token =
        'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c';
      const secret = createSecretKey('your-256-bit-secret', 'utf8');
      const [head = '', claims = '', signature = ''] = token.split('.');
      const expected = createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url');
      expect(signature).toBe(expected);

      const trusting = trustingRing({ kid: 'any', algorithm: 'HS256', key: secret });
      expect(await refusalOf(() => verify(token, trusting))).toBe('TOKEN_INVALID');
    });

    test('the secret of that token, given our header and our claims, is refused', async () => {
      const secret = createSecretKey('your-256-bit-secret', 'utf8');
      const token = forge({ ...header, alg: 'HS256' }, accessClaims(), secret);
      const ours = keyOfSecret('kept in a store for secrets, all of it');
      expect(await refusalOf(() => verify(token, trustingRing(ours)))).toBe('TOKEN_INVALID');
    });

    test('the secret of jwt.io cannot be used at all', async () => {
      const secret = 'your-256-bit-secret';
      await expect(async () => kit.createLocalKeys({ secret })).rejects.toThrow(TypeError);
      expect(() => createSecretKeyRing({ secret })).toThrow(TypeError);
    });

    test('a token without kid is refused even where one key would do', async () => {
      const trusting = trustingRing(key.verification);
      const token = forge({ ...header, kid: undefined }, accessClaims(), key.signing.key);
      expect(await refusalOf(() => verify(token, trusting))).toBe('TOKEN_INVALID');
      expect(trusting.asked).toEqual([]);
    });
  });

  describe('ECDSA signatures', () => {
    test('of zeros are refused (CVE-2022-21449)', async () => {
      const [head, claims] = forge(header, accessClaims(), key.signing.key).split('.');
      const zeros = Buffer.alloc(64).toString('base64url');
      expect(await refusalOf(() => verify(`${head}.${claims}.${zeros}`))).toBe('TOKEN_INVALID');
    });

    test('in DER are refused: RFC 7518 §3.4 has R and S side by side', async () => {
      const [head, claims, good = ''] = forge(header, accessClaims(), key.signing.key).split('.');
      const raw = Buffer.from(good, 'base64url');
      const integer = (bytes: Buffer) => Buffer.concat([Buffer.from([2, 33, 0]), bytes]);
      const halves = [integer(raw.subarray(0, 32)), integer(raw.subarray(32))];
      const der = Buffer.concat([Buffer.from([0x30, 70]), ...halves]).toString('base64url');

      expect((await verify(`${head}.${claims}.${good}`)).claims).toEqual(accessClaims());
      expect(await refusalOf(() => verify(`${head}.${claims}.${der}`))).toBe('TOKEN_INVALID');
    });
  });

  describe('a kid', () => {
    const publicJwk = key.verification.key.export({ format: 'jwk' });
    const secret = 'kept in a store for secrets, all of it';

    test.each<[string, VerificationKeys]>([
      ['a JWKS', createLocalKeys({ jwks: { keys: [{ ...publicJwk, kid: 'x', alg: 'ES256' }] } })],
      ['a local secret', createLocalKeys({ secret })],
      ['the ring of a secret', createSecretKeyRing({ secret })],
    ])('that names a member of every object finds nothing in %s', async (_where, keys) => {
      for (const kid of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
        const token = forge({ ...header, kid }, accessClaims(), key.signing.key);
        expect(await refusalOf(() => verify(token, keys))).toBe('TOKEN_INVALID');
      }
    });

    test('of 10 kB, and one that is no text, are refused without a look-up', async () => {
      const trusting = trustingRing(key.verification);
      for (const kid of ['k'.repeat(10_000), null, 1, true, {}, ['the-key']]) {
        const token = forge({ ...header, kid }, accessClaims(), key.signing.key);
        expect(await refusalOf(() => verify(token, trusting))).toBe('TOKEN_INVALID');
      }
      expect(trusting.asked).toEqual([]);
    });

    test('chooses one of the keys, and a token under the kid of another one is refused', async () => {
      const other = createTestKey('ES256', 'other');
      const keys = ringOf(key, other);
      const otherHeader = { ...header, kid: 'other' };

      const good = forge(otherHeader, accessClaims(), other.signing.key);
      expect((await verify(good, keys)).key).toBe(other.verification);
      const swapped = forge(otherHeader, accessClaims(), key.signing.key);
      expect(await refusalOf(() => verify(swapped, keys))).toBe('TOKEN_INVALID');
    });
  });
});
