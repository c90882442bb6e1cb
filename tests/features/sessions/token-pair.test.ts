import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { createAccessTokenVerifier } from '../../../src/resource-server/index.js';
import { createAccessTokenIssuer } from '../../../src/features/sessions/access-token.js';
import { createSecretKeyRing } from '../../../src/features/signing-keys/key-ring.js';
import {
  createRefreshTokens,
  createTokenPairIssuer,
} from '../../../src/features/sessions/refresh-token.js';
import { forge, issuer, reasonOf } from '../../jwt/forge.js';
import { createTestClock } from '../../support/test-clock.js';
import { secret, session, user } from './samples.js';

// The audience of access tokens may be the issuer too: then the typ alone tells the two apart.
const audience = issuer;
const clock = createTestClock();
const keyRing = createSecretKeyRing({ secret });
const refreshTokens = createRefreshTokens({ keyRing, issuer, clock, leeway: 0 });
const accessTokens = createAccessTokenIssuer({
  keyRing,
  issuer,
  audience,
  clock,
  scopesOf: () => [],
});
const pairs = createTokenPairIssuer({
  accessTokens,
  refreshTokens,
  lifetime: 900,
  maxLifetime: 3600,
});
const pair = pairs.issue({ session, user });
const verifier = createAccessTokenVerifier({ keys: keyRing, issuer, audience, clock });

/** The same claims under another typ, well signed. */
function retyped(token: string, typ: string): string {
  const { key, kid, algorithm: alg } = keyRing.signingKey();
  return forge({ alg, typ, kid }, decodeJwt(token), key);
}

describe('the tokens of one pair', () => {
  test('each open their own door, for the same session', () => {
    expect(verifier.verify(pair.accessToken).sid).toBe(session.id);
    expect(refreshTokens.verify(pair.refreshToken).sessionId).toBe(session.id);
    expect(pair).toMatchObject({ user, session });
  });

  test('are refused at the door of the other', () => {
    expect(reasonOf(() => verifier.verify(pair.refreshToken))).toBe('WRONG_TOKEN_TYPE');
    expect(reasonOf(() => refreshTokens.verify(pair.accessToken))).toBe('WRONG_TOKEN_TYPE');
  });

  test('would be refused there under the other typ too: their claims differ', () => {
    const asAccess = retyped(pair.refreshToken, 'at+jwt');
    const asRefresh = retyped(pair.accessToken, 'rt+jwt');
    expect(reasonOf(() => verifier.verify(asAccess))).toBe('TOKEN_INVALID');
    expect(reasonOf(() => refreshTokens.verify(asRefresh))).toBe('TOKEN_INVALID');
  });

  test('live as long as they say', () => {
    const { iat = NaN, exp } = decodeJwt(pair.accessToken);
    expect(exp).toBe(iat + pair.expiresIn);
    expect(decodeJwt(pair.refreshToken).exp).toBe(iat + pair.refreshExpiresIn);
    expect(pair.expiresIn).toBe(900);
    expect(pairs.issue({ session, user }, 60).expiresIn).toBe(60);
  });
});

describe('the lifetime that a client asks for', () => {
  test.each([
    [null, 900],
    [1, 1],
    [3599, 3599],
    [3600, 3600],
  ])('of %j is granted as %i seconds', (asked, granted) => {
    expect(pairs.requestedLifetime(asked)).toBe(granted);
  });

  test.each([0, -1, 3601, NaN, Infinity])('of %d is refused, with the bounds', (asked) => {
    const refusal = { code: 'BAD_USER_INPUT', reason: 'EXPIRES_IN_INVALID' };
    expect(() => pairs.requestedLifetime(asked)).toThrow(expect.objectContaining(refusal));
    expect(() => pairs.requestedLifetime(asked)).toThrow(/1 to 3600 seconds/);
  });
});
