import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  createAccessTokenVerifier,
  createLocalKeys,
  type JsonWebKeySet,
} from '../../src/resource-server/index.js';
import {
  accessClaims,
  audience,
  createTestKey,
  forge,
  issuer,
  reasonOf,
  type TestKey,
} from '../jwt/forge.js';
import { createTestClock } from '../support/test-clock.js';
import type { AsymmetricAlgorithm } from '../../src/jwt/keys.js';

const es = createTestKey('ES256', 'es');
const rs = createTestKey('RS256', 'rs');

function jwkOf({ verification: { key, kid, algorithm } }: TestKey, changes: object = {}) {
  return {
    ...key.export({ format: 'jwk' }),
    kid,
    alg: algorithm,
    use: 'sig',
    ...changes,
  } as JsonWebKey;
}

function setOf(...keys: JsonWebKey[]): { jwks: JsonWebKeySet } {
  return { jwks: { keys } };
}

function pemOf({ verification }: TestKey): string {
  return verification.key.export({ type: 'spki', format: 'pem' }) as string;
}

function tokenOf({ signing: { key, kid, algorithm } }: TestKey): string {
  return forge({ alg: algorithm, typ: 'at+jwt', kid }, accessClaims(), key, algorithm);
}

function verifierOf(source: Parameters<typeof createLocalKeys>[0]) {
  const keys = createLocalKeys(source);
  return createAccessTokenVerifier({ keys, issuer, audience, clock: createTestClock() });
}

describe('local keys', () => {
  test('of a JWK Set verify the tokens of each of its keys', () => {
    const verifier = verifierOf(setOf(jwkOf(es), jwkOf(rs)));
    expect(verifier.verify(tokenOf(es))).toEqual(accessClaims());
    expect(verifier.verify(tokenOf(rs))).toEqual(accessClaims());
    expect(reasonOf(() => verifier.verify(tokenOf(createTestKey('ES256', 'other'))))).toBe(
      'TOKEN_INVALID',
    );
  });

  test('of a PEM verify the tokens with its kid, and no others', () => {
    const verifier = verifierOf({ pem: pemOf(rs), kid: 'rs', algorithm: 'RS256' });
    expect(verifier.verify(tokenOf(rs))).toEqual(accessClaims());
    const renamed = { ...rs, signing: { ...rs.signing, kid: 'sr' } };
    expect(reasonOf(() => verifier.verify(tokenOf(renamed)))).toBe('TOKEN_INVALID');
  });

  test('find nothing by the names that every object has', () => {
    const keys = createLocalKeys(setOf(jwkOf(es)));
    for (const kid of ['__proto__', 'constructor', 'hasOwnProperty', ''])
      expect(keys.find(kid)).toBeUndefined();
    expect(keys.find('es')).toBe(keys.find('es'));
  });

  test('leave out keys that Authgraph does not sign with (RFC 7517 §5)', () => {
    const okp = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    const keys = createLocalKeys(
      setOf(
        { ...okp, kid: 'ed', alg: 'EdDSA' },
        { kty: 'oct', k: 'c2VjcmV0', kid: 'hs', alg: 'HS256' },
        jwkOf(rs, { use: 'enc' }),
        jwkOf(rs, { kid: undefined }),
        jwkOf(rs, { kid: 'no-alg', alg: undefined }),
        jwkOf(rs, { kid: 7 }),
        jwkOf(es),
      ),
    );
    expect(['ed', 'hs', 'rs', 'no-alg', 'es'].filter((kid) => keys.find(kid))).toEqual(['es']);
  });

  test.each<[string, object]>([
    ['use "enc"', { use: 'enc' }],
    ['use "SIG"', { use: 'SIG' }],
    ['use null', { use: null }],
    ['key_ops ["sign"]', { key_ops: ['sign'] }],
    ['key_ops ["encrypt", "wrapKey"]', { use: undefined, key_ops: ['encrypt', 'wrapKey'] }],
    ['no key_ops at all', { key_ops: [] }],
    ['key_ops "verify", which is no list', { key_ops: 'verify' }],
    ['key_ops null', { key_ops: null }],
  ])('leave out a key with %s (RFC 7517 §4.2, §4.3)', (_what, changes) => {
    const keys = createLocalKeys(setOf(jwkOf(rs, changes), jwkOf(es)));
    expect(keys.find('rs')).toBeUndefined();
    expect(keys.find('es')).toBeDefined();
  });

  test.each<[string, object]>([
    ['no use and no key_ops', { use: undefined }],
    ['key_ops ["verify"]', { use: undefined, key_ops: ['verify'] }],
    ['both', { key_ops: ['verify', 'sign'] }],
  ])('take a key with %s', (_what, changes) => {
    expect(createLocalKeys(setOf(jwkOf(rs, changes))).find('rs')).toBeDefined();
  });

  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const weakJwk = { ...weak.publicKey.export({ format: 'jwk' }), kid: 'weak', alg: 'RS256' };
  const privateJwk = { ...es.signing.key.export({ format: 'jwk' }), kid: 'es', alg: 'ES256' };
  const privatePem = rs.signing.key.export({ type: 'pkcs8', format: 'pem' }) as string;
  const privateRsa = (use = 'sig') =>
    ({ ...rs.signing.key.export({ format: 'jwk' }), kid: 'p', alg: 'RS256', use }) as JsonWebKey;
  const privateEd = {
    ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
    kid: 'ed',
    alg: 'EdDSA',
  };
  const pem = (text: string, algorithm: AsymmetricAlgorithm) => ({
    pem: text,
    kid: 'k',
    algorithm,
  });

  test.each<[string, Parameters<typeof createLocalKeys>[0]]>([
    ['an empty set', setOf()],
    ['a set in which nothing is left', setOf(jwkOf(es, { use: 'enc' }))],
    ['two keys of one kid', setOf(jwkOf(es), jwkOf(createTestKey('ES256', 'es')))],
    ['two keys of one kid, of two algorithms', setOf(jwkOf(es), jwkOf(rs, { kid: 'es' }))],
    ['two keys of one kid, one without alg', setOf(jwkOf(es), jwkOf(es, { alg: undefined }))],
    ['one key that stands there twice', setOf(jwkOf(es), jwkOf(es))],
    ['a private JWK', setOf(privateJwk)],
    ['a private JWK for encryption beside a good key', setOf(jwkOf(es), privateRsa('enc'))],
    ['a private JWK of another algorithm beside a good key', setOf(jwkOf(es), privateEd)],
    ['a JWK with a prime of the modulus', setOf(jwkOf(rs, { p: privateRsa().p }))],
    [
      'a secret in the place of a public key',
      setOf({ kty: 'oct', k: 'AA', kid: 'k', alg: 'RS256' }),
    ],
    ['a certificate alone', setOf({ kty: 'RSA', kid: 'k', alg: 'RS256', x5c: ['MIIB'] })],
    ['an RSA key without its exponent', setOf(jwkOf(rs, { e: undefined }))],
    ['an RSA key without its modulus', setOf(jwkOf(rs, { n: undefined }))],
    ['an RSA key of exponent 1', setOf(jwkOf(rs, { e: 'AQ' }))],
    ['a curve beside the algorithm', setOf(jwkOf(createTestKey('ES384', 'k'), { alg: 'ES256' }))],
    ['a point beside the curve', setOf(jwkOf(es, { y: jwkOf(es).x }))],
    ['a private PEM', pem(privatePem, 'RS256')],
    ['a weak RSA key', setOf(weakJwk)],
    ['a weak PEM', pem(weak.publicKey.export({ type: 'spki', format: 'pem' }) as string, 'PS256')],
    ['a key of another algorithm', setOf(jwkOf(es, { alg: 'ES384' }))],
    ['a PEM of another algorithm', pem(pemOf(es), 'RS256')],
    ['a short secret', { secret: 'secret' }],
    ['an empty secret', { secret: '' }],
  ])('are not made of %s', (_what, source) => {
    expect(() => createLocalKeys(source)).toThrow(TypeError);
  });

  test('tell nothing of a private key that they refuse', () => {
    const text = (work: () => unknown) => {
      try {
        return String(work());
      } catch (error) {
        return String(error);
      }
    };
    expect(text(() => createLocalKeys(setOf(privateJwk)))).not.toContain(String(privateJwk.d));
    expect(createPublicKey(privatePem).type).toBe('public');
    expect(text(() => createLocalKeys(pem(privatePem, 'RS256')))).not.toContain('MII');
  });
});
