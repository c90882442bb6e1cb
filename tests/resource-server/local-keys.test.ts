import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { JsonWebKeySet, LocalKeySource } from '../../src/resource-server/index.js';
import {
  accessClaims,
  audience,
  createTestKey,
  forge,
  issuer,
  refusalOf,
  type TestKey,
} from '../jwt/forge.js';
import { createTestClock } from '../support/test-clock.js';
import { kits } from './kits.js';
import { asymmetricAlgorithms, type AsymmetricAlgorithm } from '../../src/jwt/keys.js';
import { keyOfSecret } from '../../src/jwt/node-keys.js';

const es = createTestKey('ES256', 'es');
const rs = createTestKey('RS256', 'rs');
const pairs = asymmetricAlgorithms.map((algorithm) => createTestKey(algorithm));

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

describe.each(kits)('with $runtime', ({ createAccessTokenVerifier, createLocalKeys }) => {
  async function verifierOf(source: LocalKeySource) {
    const keys = await createLocalKeys(source);
    return createAccessTokenVerifier({ keys, issuer, audience, clock: createTestClock() });
  }

  describe('local keys', () => {
    test('of a JWK Set verify the tokens of each of its keys', async () => {
      const verifier = await verifierOf(setOf(jwkOf(es), jwkOf(rs)));
      expect(await verifier.verify(tokenOf(es))).toEqual(accessClaims());
      expect(await verifier.verify(tokenOf(rs))).toEqual(accessClaims());
      expect(await refusalOf(() => verifier.verify(tokenOf(createTestKey('ES256', 'other'))))).toBe(
        'TOKEN_INVALID',
      );
    });

    test.each(pairs)(
      'of a $verification.algorithm key, as JWK or PEM, verify its tokens',
      async (pair) => {
        const { kid } = pair.verification;
        const algorithm = pair.verification.algorithm as AsymmetricAlgorithm;
        for (const source of [setOf(jwkOf(pair)), { pem: pemOf(pair), kid, algorithm }]) {
          const verifier = await verifierOf(source);
          expect(await verifier.verify(tokenOf(pair))).toEqual(accessClaims());
        }
      },
    );

    test('of a secret verify the tokens that it signs, under its own kid', async () => {
      const secret = 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA';
      const key = keyOfSecret(secret);
      const verifier = await verifierOf({ secret });
      expect(await verifier.verify(tokenOf({ signing: key, verification: key }))).toEqual(
        accessClaims(),
      );
    });

    test('of a PEM verify the tokens with its kid, and no others', async () => {
      const verifier = await verifierOf({ pem: pemOf(rs), kid: 'rs', algorithm: 'RS256' });
      expect(await verifier.verify(tokenOf(rs))).toEqual(accessClaims());
      const renamed = { ...rs, signing: { ...rs.signing, kid: 'sr' } };
      expect(await refusalOf(() => verifier.verify(tokenOf(renamed)))).toBe('TOKEN_INVALID');
    });

    test.each<[string, (text: string) => string]>([
      ['indented', (text) => text.replace(/^/gm, '    ')],
      ['in blank lines', (text) => `\n\n${text}\n\n`],
      ['with the ends of lines of Windows', (text) => text.replaceAll('\n', '\r\n')],
      ['in one line between its borders', (text) => text.replace(/(?<!-)\n(?!-)/g, '')],
    ])('of a PEM %s verify its tokens', async (_what, change) => {
      for (const pair of pairs) {
        const { kid } = pair.verification;
        const algorithm = pair.verification.algorithm as AsymmetricAlgorithm;
        const verifier = await verifierOf({ pem: change(pemOf(pair)), kid, algorithm });
        expect(await verifier.verify(tokenOf(pair))).toEqual(accessClaims());
      }
    });

    test('find nothing by the names that every object has', async () => {
      const keys = await createLocalKeys(setOf(jwkOf(es)));
      for (const kid of ['__proto__', 'constructor', 'hasOwnProperty', ''])
        expect(keys.find(kid)).toBeUndefined();
      expect(keys.find('es')).toBe(keys.find('es'));
    });

    test('leave out keys that Authgraph does not sign with (RFC 7517 §5)', async () => {
      const okp = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
      const keys = await createLocalKeys(
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
    ])('leave out a key with %s (RFC 7517 §4.2, §4.3)', async (_what, changes) => {
      const keys = await createLocalKeys(setOf(jwkOf(rs, changes), jwkOf(es)));
      expect(keys.find('rs')).toBeUndefined();
      expect(keys.find('es')).toBeDefined();
    });

    test.each<[string, object]>([
      ['no use and no key_ops', { use: undefined }],
      ['key_ops ["verify"]', { use: undefined, key_ops: ['verify'] }],
      ['both', { key_ops: ['verify', 'sign'] }],
    ])('take a key with %s', async (_what, changes) => {
      const keys = await createLocalKeys(setOf(jwkOf(rs, changes)));
      expect(keys.find('rs')).toBeDefined();
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

    test.each<[string, LocalKeySource]>([
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
      [
        'a weak PEM',
        pem(weak.publicKey.export({ type: 'spki', format: 'pem' }) as string, 'PS256'),
      ],
      ['a key of another algorithm', setOf(jwkOf(es, { alg: 'ES384' }))],
      ['a PEM of another algorithm', pem(pemOf(es), 'RS256')],
      ['a PEM that is none', pem('junk', 'RS256')],
      ['a PEM of junk', pem(pemOf(es).replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA'), 'ES256')],
      ['a PEM without algorithm', { pem: pemOf(rs), kid: 'k' } as LocalKeySource],
      ['a PEM of no algorithm of ours', pem(pemOf(rs), 'RS512' as AsymmetricAlgorithm)],
      ['a PEM of HS256', pem(pemOf(rs), 'HS256' as AsymmetricAlgorithm)],
      ['a PEM after a comment', pem(`# of 2026\n${pemOf(es)}`, 'ES256')],
      ['a PEM before a comment', pem(`${pemOf(es)}# of 2026\n`, 'ES256')],
      ['two PEMs in one', pem(pemOf(es) + pemOf(createTestKey()), 'ES256')],
      ['a PEM with a header', pem(pemOf(es).replace('\n', '\nNote: ours\n\n'), 'ES256')],
      ['a PEM with a stray "!"', pem(pemOf(es).replace('=', '!='), 'ES256')],
      ['a PEM without its end', pem(pemOf(es).replace(/-----END.*/, ''), 'ES256')],
      ['a PEM that is no text', pem(7 as unknown as string, 'ES256')],
      ['a short secret', { secret: 'secret' }],
      ['an empty secret', { secret: '' }],
    ])('are not made of %s', async (_what, source) => {
      await expect(async () => createLocalKeys(source)).rejects.toThrow(TypeError);
    });

    const spellings: [string, (number: string) => unknown][] = [
      ['padded', (number) => `${number}==`],
      ['in plain base64', (number) => `${number.slice(0, -2)}+/`],
      ['with a stray "!"', (number) => `!${number}`],
      ['with a line end', (number) => `${number}\n`],
      [
        'with a stray character',
        (number) => number.padEnd(Math.ceil(number.length / 4) * 4 + 1, 'A'),
      ],
      ['empty', () => ''],
      ['null', () => null],
      ['a list', (number) => [number]],
    ];
    const members = ['n', 'e', 'x', 'y'] as const;

    test.each(
      members.flatMap((name) => spellings.map(([what, spell]) => [name, what, spell] as const)),
    )('are not made of a set with "%s" %s (RFC 7518 §2)', async (name, _what, spell) => {
      const jwk = jwkOf('ne'.includes(name) ? rs : es);
      const faulty = { ...jwk, [name]: spell(String(jwk[name])) };
      for (const set of [setOf(faulty), setOf(faulty, jwkOf(createTestKey()))])
        await expect(async () => createLocalKeys(set)).rejects.toThrow(TypeError);
    });

    test('look at no number of another kind of key (RFC 7517 §4)', async () => {
      const keys = await createLocalKeys(setOf(jwkOf(rs, { x: '!' }), jwkOf(es, { n: '==' })));
      expect(['rs', 'es'].filter((kid) => keys.find(kid))).toHaveLength(2);
    });

    test('tell nothing of a private key that they refuse', async () => {
      const text = async (work: () => unknown) => {
        try {
          return String(await work());
        } catch (error) {
          return String(error);
        }
      };
      expect(await text(() => createLocalKeys(setOf(privateJwk)))).not.toContain(
        String(privateJwk.d),
      );
      expect(createPublicKey(privatePem).type).toBe('public');
      expect(await text(() => createLocalKeys(pem(privatePem, 'RS256')))).not.toContain('MII');
    });
  });
});
