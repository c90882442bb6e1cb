import { randomBytes } from 'node:crypto';
import { AuthError } from '../../src/platform/errors/auth-error.js';
import type { PlatformReason } from '../../src/platform/errors/reasons.js';
import { signJwt } from '../../src/jwt/sign.js';
import { createAccessTokenVerifier } from '../../src/resource-server/index.js';
import * as ofWeb from '../../src/resource-server/web/index.js';
import { createSecretKeyRing, type KeyRing } from '../../src/features/signing-keys/key-ring.js';
import { createRefreshTokens } from '../../src/features/sessions/refresh-token.js';
import { accessClaims, audience, createTestKey, issuer, now, type TestKey } from '../jwt/forge.js';
import { createTestClock } from '../support/test-clock.js';
import { tokenTypes } from '../../src/jwt/keys.js';

export const fuzzedAlgorithms = ['ES256', 'RS256', 'HS256'] as const;
export type FuzzedAlgorithm = (typeof fuzzedAlgorithms)[number];

/** Both doors of one key ring, two real tokens of each kind, and the memory of the verifier filled. */
export interface Doors {
  readonly key: Pick<KeyRing, 'signingKey'>;
  readonly access: readonly [string, string];
  readonly refresh: readonly [string, string];
  verifyAccess(token: string): unknown;
  /** The same door with WebCrypto. */
  verifyOnWeb(token: string): unknown;
  verifyRefresh(token: string): unknown;
}

function ringOf({ signing, verification }: TestKey): KeyRing {
  return {
    find: (kid) => (kid === verification.kid ? verification : undefined),
    signingKeyCreatedAt: () => null,
    signingKey: () => signing,
    jwks: () => ({ keys: [] }),
    reload: () => Promise.resolve(),
    close: () => undefined,
  };
}

export function openDoors(algorithm: FuzzedAlgorithm): Doors {
  const clock = createTestClock();
  const keyRing =
    algorithm === 'HS256'
      ? createSecretKeyRing({ secret: randomBytes(48).toString('base64') })
      : ringOf(createTestKey(algorithm));
  const verifier = createAccessTokenVerifier({ keys: keyRing, issuer, audience, clock });
  // jose takes keys of Node, too.
  const keys = keyRing as unknown as ofWeb.VerificationKeys;
  const onWeb = ofWeb.createAccessTokenVerifier({ keys, issuer, audience, clock });
  const refreshTokens = createRefreshTokens({ keyRing, issuer, clock, leeway: 0 });
  const key = keyRing.signingKey();
  const accessToken = (sub: string) =>
    signJwt({ ...accessClaims({ sub }), iat: now }, { typ: tokenTypes.access, key });
  const refreshToken = (sid: string) =>
    signJwt(
      {
        ...{ iss: issuer, aud: issuer, sub: 'ada', exp: now + 86_400, iat: now },
        ...{ jti: `jti of ${sid}`.replaceAll(' ', '-'), sid, gen: 3 },
      },
      { typ: tokenTypes.refresh, key },
    );
  const doors: Doors = {
    key: keyRing,
    access: [accessToken('ada'), accessToken('grace')],
    refresh: [refreshToken('s1'), refreshToken('s2')],
    verifyAccess: (token) => verifier.verify(token),
    verifyOnWeb: (token) => onWeb.verify(token),
    verifyRefresh: (token) => refreshTokens.verify(token),
  };
  doors.access.forEach(doors.verifyAccess);
  doors.refresh.forEach(doors.verifyRefresh);
  return doors;
}

export const tokenReasons: readonly string[] = [
  ...(['TOKEN_MISSING', 'TOKEN_INVALID', 'TOKEN_EXPIRED'] as const),
  ...(['TOKEN_NOT_YET_VALID', 'WRONG_TOKEN_TYPE'] as const),
] satisfies PlatformReason[];

/** `undefined` if the token is accepted. Whatever else is thrown goes on, and fails the property. */
export function refusalOf(verify: (token: string) => unknown, token: string): string | undefined {
  try {
    verify(token);
    return undefined;
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    return error.reason;
  }
}

/** As `refusalOf`, for what may reject instead. */
export async function laterRefusalOf(
  verify: (token: string) => unknown,
  token: string,
): Promise<string | undefined> {
  try {
    await verify(token);
    return undefined;
  } catch (error) {
    return refusalOf(() => {
      throw error;
    }, token);
  }
}
