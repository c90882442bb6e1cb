import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createLocalKeys, importKey } from '../../src/resource-server/web/keys.js';
import { createTestKey } from './forge.js';
import type { Algorithm } from '../../src/jwt/keys.js';
import { checkPoint } from '../../src/jwt/key-strength.js';
import { checkKeyStrength } from '../../src/jwt/node-keys.js';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { n = '' } = publicKey.export({ format: 'jwk' });
const toNumber = (text: string) => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
const modulus = toNumber(n);
/** The primes of FIPS 186-4 §D.1.2. */
const fields = {
  'P-256': 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
  'P-384': 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
};

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}

function rsa({ n: given = modulus, e = 65_537n }: { n?: bigint; e?: bigint }): KeyObject {
  const key: JsonWebKey = { kty: 'RSA', n: base64url(given), e: base64url(e) };
  return createPublicKey({ key, format: 'jwk' });
}

type Check = (algorithm: Algorithm, key: KeyObject) => Promise<unknown>;

const checks: readonly [string, Check][] = [
  ['node:crypto', (...key) => Promise.resolve().then(() => checkKeyStrength(...key))],
  [
    'WebCrypto',
    async (algorithm, key) => {
      if (algorithm === 'HS256')
        return createLocalKeys({ secret: key.export().toString('latin1') });
      if (key.asymmetricKeyType !== 'rsa-pss') {
        return importKey({ kid: 'k', algorithm, jwk: key.export({ format: 'jwk' }) });
      }
      const pem = key.export({ type: 'spki', format: 'pem' }) as string;
      return createLocalKeys({ pem, kid: 'k', algorithm });
    },
  ],
];

const refused: [string, KeyObject][] = [
  ['exponent 1: every text is its own signature', rsa({ e: 1n })],
  ['exponent 2', rsa({ e: 2n })],
  ['exponent 3', rsa({ e: 3n })],
  ['exponent 17', rsa({ e: 17n })],
  ['exponent 65535', rsa({ e: 65_535n })],
  ['exponent 65536', rsa({ e: 65_536n })],
  ['exponent 65538', rsa({ e: 65_538n })],
  ['exponent 2^256 + 1', rsa({ e: (1n << 256n) + 1n })],
  ['an exponent as long as the modulus', rsa({ e: modulus - 2n })],
  ['a modulus of 1024 bits', rsa({ n: modulus >> 1024n })],
  ['a modulus of 2047 bits', rsa({ n: (modulus >> 1n) | 1n })],
  ['a modulus of 16385 bits', rsa({ n: (1n << 16_384n) + 1n })],
  ['an even modulus', rsa({ n: modulus - 1n })],
  ['a power of two', rsa({ n: 1n << 2047n })],
  ['a modulus with the factor 3', rsa({ n: 3n ** 1300n })],
  ['a modulus with the factor 751', rsa({ n: 751n * ((1n << 2047n) + 1n) })],
];

const made = Array.from({ length: 2 }, () => createTestKey('PS256').verification.key);
const curveOf = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey;
const others: [string, Algorithm, KeyObject][] = [
  ['ES256', 'ES256', curveOf('P-384')],
  ['ES256', 'ES256', curveOf('secp256k1')],
  ['ES384', 'ES384', curveOf('P-521')],
  ['ES256', 'ES256', publicKey],
  ['RS256', 'RS256', curveOf('P-256')],
  ['RS256', 'RS256', generateKeyPairSync('ed25519').publicKey],
  ['RS256', 'RS256', generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey],
  ['RS256', 'RS256', createSecretKey(Buffer.alloc(300, 1))],
  ['HS256', 'HS256', createSecretKey(Buffer.alloc(31, 1))],
];

describe.each(checks)('with %s', (_runtime, check) => {
  test.each(refused)('an RSA key with %s verifies nothing', async (_what, key) => {
    for (const algorithm of ['RS256', 'PS256'] satisfies Algorithm[]) {
      await expect(check(algorithm, key)).rejects.toThrow(TypeError);
    }
  });

  test('RSA keys as programs make them are taken, up to large exponents', async () => {
    for (const e of [65_537n, 65_539n, (1n << 64n) + 13n, (1n << 256n) - 189n]) {
      expect(await check('RS256', rsa({ e }))).not.toBeInstanceOf(Error);
    }
    for (const key of made) {
      expect(await check('PS256', key)).not.toBeInstanceOf(Error);
    }
  });

  test.each(others)('%s takes no key of another kind (%#)', async (_what, algorithm, key) => {
    await expect(check(algorithm, key)).rejects.toThrow(TypeError);
  });

  test('a refusal says nothing of the key', async () => {
    const key = createPrivateKey(
      generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).privateKey.export({
        type: 'pkcs8',
        format: 'pem',
      }),
    );
    const { d = '' } = key.export({ format: 'jwk' });
    try {
      await check('RS256', key);
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain(d.slice(0, 20));
      expect(String(error)).toContain('65537');
    }
  });
});

describe.each([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
] as const)('a point of %s', (curve, algorithm) => {
  const pointOf = (key: KeyObject) => {
    const { x = '', y = '' } = key.export({ format: 'jwk' });
    return { x: toNumber(x), y: toNumber(y) };
  };
  const { x, y } = pointOf(createTestKey(algorithm).verification.key);

  test('as programs make it is taken', () => {
    expect(() => checkPoint(curve, { x, y })).not.toThrow();
  });

  test.each([
    ['beside it', { x, y: x }],
    ['next to it', { x, y: y + 1n }],
    ['with numbers beyond those of its field', { x: x + fields[curve], y }],
    ['of nothing', { x: 0n, y: 0n }],
  ])('%s is refused', (_what, point) => {
    expect(() => checkPoint(curve, point)).toThrow(TypeError);
  });
});
