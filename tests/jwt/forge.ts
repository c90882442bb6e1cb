import {
  constants,
  createHmac,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto';
import { expect } from 'vitest';
import type { Algorithm } from '../../src/jwt/keys.js';
import type { SigningKey, VerificationKey, VerificationKeys } from '../../src/jwt/node-keys.js';
import { AuthError } from '../../src/platform/errors/auth-error.js';

/** Seconds since the Unix epoch, at the start of `createTestClock`. */
export const now = Date.UTC(2026, 0, 15, 12) / 1000;

export const issuer = 'https://auth.example.com';
export const audience = 'api';

export interface TestKey {
  readonly signing: SigningKey;
  readonly verification: VerificationKey;
}

/** A pair for one algorithm, made by Node, not by us. */
export function createTestKey(algorithm: Algorithm = 'ES256', kid = `key-${algorithm}`): TestKey {
  const [privateKey, publicKey] = generate(algorithm);
  return {
    signing: { kid, algorithm, key: privateKey },
    verification: { kid, algorithm, key: publicKey },
  };
}

function generate(algorithm: Algorithm): [KeyObject, KeyObject] {
  if (algorithm === 'HS256') {
    const secret = createSecretKey(randomBytes(32));
    return [secret, secret];
  }
  const { privateKey } = algorithm.startsWith('ES')
    ? generateKeyPairSync('ec', { namedCurve: algorithm === 'ES256' ? 'P-256' : 'P-384' })
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return [privateKey, createPublicKey(privateKey)];
}

export function ringOf(...keys: TestKey[]): VerificationKeys {
  const byId = new Map(keys.map(({ verification }) => [verification.kid, verification]));
  return { find: (kid) => byId.get(kid) };
}

function base64url(part: unknown): string {
  if (part instanceof Uint8Array) return Buffer.from(part).toString('base64url');
  const text = typeof part === 'string' ? part : JSON.stringify(part);
  return Buffer.from(text).toString('base64url');
}

/**
 * Signs whatever it is given, as someone with the key could: any header and any payload, both as values
 * or as the very text or bytes of the JSON.
 */
export function forge(
  header: unknown,
  payload: unknown,
  key: KeyObject,
  algorithm?: Algorithm,
): string {
  return signed(`${base64url(header)}.${base64url(payload)}`, key, algorithm);
}

/** The same of both segments as they are, also of what is no base64url. */
export function signed(input: string, key: KeyObject, algorithm?: Algorithm): string {
  return `${input}.${signature(input, key, algorithm).toString('base64url')}`;
}

function signature(input: string, key: KeyObject, algorithm: Algorithm = 'ES256'): Buffer {
  if (key.type === 'secret') return createHmac('sha256', key).update(input).digest();
  const hash = algorithm === 'ES384' ? 'sha384' : 'sha256';
  const padding =
    algorithm === 'PS256' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  const options = algorithm.startsWith('ES')
    ? { key, dsaEncoding: 'ieee-p1363' as const }
    : { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return sign(hash, Buffer.from(input), options);
}

/** The claims of a good access token; `undefined` takes one away. */
export function accessClaims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    iss: issuer,
    sub: '019bc1a0-0000-7000-8000-000000000001',
    aud: audience,
    exp: now + 900,
    iat: now,
    nbf: now,
    jti: '0d4e1f3a-0000-4000-8000-000000000002',
    sid: '019bc1a0-0000-7000-8000-000000000003',
    auth_time: now,
    roles: ['editor'],
    scope: 'posts:read posts:write',
    ...changes,
  };
}

/** The reason of the refusal, whose message and code are those of the table and repeat nothing. */
export function reasonOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    expect(error.code).toBe('UNAUTHENTICATED');
    expect(error.cause).toBeUndefined();
    return error.reason;
  }
  throw new Error('expected a refusal, and nothing was refused');
}

/** As `reasonOf`, for what may reject instead. */
export async function refusalOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return reasonOf(() => {
      throw error;
    });
  }
  return reasonOf(() => undefined);
}
