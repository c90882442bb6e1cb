import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  verify,
} from 'node:crypto';
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
} from 'jose';
import { describe, expect, test } from 'vitest';
import { signJwt } from '../../src/jwt/sign.js';
import { verifyJwt } from '../../src/jwt/verify.js';
import { createAccessTokenVerifier, createLocalKeys } from '../../src/resource-server/index.js';
import { createTestClock } from '../support/test-clock.js';
import { accessClaims, audience, createTestKey, issuer, now, reasonOf } from '../jwt/forge.js';
import { algorithms, asymmetricAlgorithms } from '../../src/jwt/keys.js';
import { keyOfSecret } from '../../src/jwt/node-keys.js';

const secret = 'QhXbRkJpUvNwZs3fYt6eDg9mLc2aVoEi7T0xKq8y';
const clock = createTestClock();
const currentDate = new Date(now * 1000);

describe('published tokens', () => {
  const payload =
    'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
  const secretOfA1 = createSecretKey(
    'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
    'base64url',
  );
  const keyOfA3 = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    },
  });
  const jwtIoSecret = 'a-string-secret-at-least-256-bits-long';

  test.each([
    {
      name: 'RFC 7515 A.1',
      algorithm: 'HS256',
      key: secretOfA1,
      token: `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${payload}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`,
    },
    {
      name: 'RFC 7515 A.3',
      algorithm: 'ES256',
      key: keyOfA3,
      token: `eyJhbGciOiJFUzI1NiJ9.${payload}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
    },
    {
      name: 'jwt.io',
      algorithm: 'HS256',
      key: createSecretKey(jwtIoSecret, 'utf8'),
      token:
        'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWUsImlhdCI6MTUxNjIzOTAyMn0.KMUFsIDTnFmyG3nMiGM6H9FNFUROf3wh7SmqJp-QV30',
    },
  ] as const)(
    'tokens of $name are refused despite a valid signature and a trusted key',
    ({ algorithm, key, token }) => {
      const [header = '', claims = '', signature = ''] = token.split('.');
      const input = Buffer.from(`${header}.${claims}`);
      const bytes = Buffer.from(signature, 'base64url');
      const isTrue =
        algorithm === 'HS256'
          ? createHmac('sha256', key).update(input).digest().equals(bytes)
          : verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, bytes);
      expect(isTrue).toBe(true);

      const keys = { find: (kid: string) => ({ kid, algorithm, key }) };
      for (const typ of ['at+jwt', 'rt+jwt'] as const) {
        const options = { typ, keys, issuer: 'joe', audience, leeway: 0, now: 1_300_819_379 };
        expect(reasonOf(() => verifyJwt(token, options))).toBe('TOKEN_INVALID');
      }
    },
  );

  test('of jwt.io come with a secret that is no secret of ours: it is too short', () => {
    expect(() => createLocalKeys({ secret: 'your-256-bit-secret' })).toThrow(TypeError);
  });
});

describe('jose', () => {
  test.each(asymmetricAlgorithms)(
    'verifies our %s tokens with our JWKS alone (RFC 9068 §4)',
    async (algorithm) => {
      const { signing, verification } = createTestKey(algorithm);
      const token = signJwt(accessClaims() as { iat: number }, { typ: 'at+jwt', key: signing });
      const jwk = {
        ...verification.key.export({ format: 'jwk' }),
        kid: signing.kid,
        alg: algorithm,
      };
      const set = createLocalJWKSet({ keys: [{ ...jwk, use: 'sig' }] });
      const options = { issuer, audience, typ: 'at+jwt', currentDate };
      const requiredClaims = ['iss', 'exp', 'aud', 'sub', 'iat', 'jti'];

      const { payload } = await jwtVerify(token, set, { ...options, requiredClaims });
      expect(payload).toEqual(accessClaims());
    },
  );

  test('verifies our HS256 tokens with the shared secret', async () => {
    const key = keyOfSecret(secret);
    const token = signJwt(accessClaims() as { iat: number }, { typ: 'at+jwt', key });
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), { currentDate });
    expect(payload).toEqual(accessClaims());
    expect(decodeProtectedHeader(token).kid).toBe(key.kid);
  });

  test.each(asymmetricAlgorithms)('makes %s tokens that our kit verifies', async (alg) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'of-jose', alg };
    const token = await new SignJWT(accessClaims())
      .setProtectedHeader({ alg, typ: 'at+jwt', kid: 'of-jose' })
      .sign(privateKey);
    const keys = createLocalKeys({ jwks: { keys: [jwk] } });

    const verifier = createAccessTokenVerifier({ keys, issuer, audience, clock });
    expect(verifier.verify(token)).toEqual(accessClaims());
  });

  test('makes HS256 tokens that our kit verifies', async () => {
    const token = await new SignJWT(accessClaims())
      .setProtectedHeader({ alg: 'HS256', typ: 'application/at+jwt', kid: keyOfSecret(secret).kid })
      .sign(new TextEncoder().encode(secret));
    const keys = createLocalKeys({ secret });

    const verifier = createAccessTokenVerifier({ keys, issuer, audience, clock });
    expect(verifier.verify(token)).toEqual(accessClaims());
  });

  test.each(algorithms)(
    'and we refuse the same %s token once a character of it has changed',
    async (alg) => {
      const { signing, verification } = createTestKey(alg);
      const token = signJwt(accessClaims() as { iat: number }, { typ: 'at+jwt', key: signing });
      const keys = { find: () => verification };
      const verifier = createAccessTokenVerifier({ keys, issuer, audience, clock });
      const joseKey =
        signing.key.type === 'secret'
          ? signing.key
          : createPublicKey(createPrivateKey(signing.key.export({ type: 'pkcs8', format: 'pem' })));

      const at = token.lastIndexOf('.') + 5;
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      expect(reasonOf(() => verifier.verify(changed))).toBe('TOKEN_INVALID');
      await expect(jwtVerify(changed, joseKey, { currentDate })).rejects.toThrow(/signature/);
    },
  );
});
