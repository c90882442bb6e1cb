import { randomUUID } from 'node:crypto';
import { numericDate, type Clock } from '../../platform/clock.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { sessionReasons } from './facts.js';
import { signJwt } from '../../jwt/sign.js';
import { isName, type VerifiedClaims } from '../../jwt/checks.js';
import { verifyJwt } from '../../jwt/verify.js';
import type { Session, SessionAndUser } from './session.js';
import type { IssuedToken, AccessTokenIssuer } from './access-token.js';
import type { KeyRing } from '../signing-keys/key-ring.js';
import type { User } from '../accounts/user.js';
import { tokenTypes } from '../../jwt/keys.js';

export interface RefreshTokenOptions {
  readonly keyRing: KeyRing;
  /** Issuer and audience at once: nobody but the issuer takes a refresh token. */
  readonly issuer: string;
  readonly clock: Clock;
  /** Seconds that a token is accepted beyond its expiry, because the clocks of processes differ. */
  readonly leeway: number;
}

/** What a refresh token states, once its signature has been checked. */
export interface RefreshClaim {
  readonly sessionId: string;
  readonly userId: string;
  readonly generation: number;
  /** What the pairs of this token may state at most; `null` in tokens of earlier builds. */
  readonly proof: {
    /** The `auth_time` of its pairs: seconds since the Unix epoch. */
    readonly authenticatedAt: number;
    readonly roles: readonly string[];
    readonly amr: readonly string[];
    readonly acr: string;
  } | null;
}

export interface RefreshTokens {
  /**
   * The refresh token for the session's present generation; it expires with the session. It states when and
   * how the user was authenticated and which roles its pairs may have at most, so that a copy gains nothing from what
   * its session gains later.
   */
  issue(session: Session): IssuedToken;
  /**
   * What the token states. Only the session knows whether it was used.
   * @throws AuthError `TOKEN_MISSING`, `TOKEN_INVALID`, `TOKEN_EXPIRED`, `WRONG_TOKEN_TYPE`
   */
  verify(token: string): RefreshClaim;
}

const missing = {
  message: 'Send the refresh token of your latest token pair.',
  ko: '가장 최근에 받은 토큰 쌍의 리프레시 토큰을 보내 주세요.',
};
const lifetimeRefused = {
  message: '"expiresIn" must be 1 to {maxLifetime} seconds.',
  ko: '"expiresIn"은 1~{maxLifetime}초여야 합니다.',
};

export function createRefreshTokens(options: RefreshTokenOptions): RefreshTokens {
  const { keyRing, issuer, clock, leeway } = options;
  return {
    issue(session) {
      const now = numericDate(clock.now());
      const exp = numericDate(session.expiresAt);
      const claims = {
        iss: issuer,
        sub: session.userId,
        aud: issuer,
        exp,
        iat: now,
        jti: randomUUID(),
        sid: session.id,
        gen: session.generation,
        auth_time: numericDate(session.authenticatedAt),
        amr: session.amr,
        acr: session.acr,
        roles: session.roles,
      };
      const token = signJwt(claims, { typ: tokenTypes.refresh, key: keyRing.signingKey() });
      return { token, expiresIn: exp - now };
    },

    verify(token) {
      if (token.trim() === '') throw new AuthError('TOKEN_MISSING', { sentence: missing });
      const { claims } = verifyJwt(token, {
        typ: tokenTypes.refresh,
        keys: keyRing,
        issuer,
        audience: issuer,
        leeway,
        now: clock.now() / 1000,
      });
      const { sub: userId, sid: sessionId, gen: generation } = claims;
      if (!isName(sessionId) || !isCount(generation)) throw new AuthError('TOKEN_INVALID');
      return { sessionId, userId, generation, proof: proofOf(claims) };
    },
  };
}

/**
 * Tokens of earlier builds state none of the claims, or only `auth_time` and `roles`: those count as one factor, by
 * a method that is not known. Any other choice of them is invalid.
 */
function proofOf(claims: VerifiedClaims): RefreshClaim['proof'] {
  const { auth_time: authenticatedAt, roles, amr, acr } = claims;
  const statesMethod = amr !== undefined || acr !== undefined;
  if (authenticatedAt === undefined && roles === undefined && !statesMethod) return null;
  if (!isCount(authenticatedAt) || !isListOfTexts(roles)) throw new AuthError('TOKEN_INVALID');
  if (!statesMethod) return { authenticatedAt, roles, amr: [], acr: 'aal1' };
  if (!isListOfTexts(amr) || typeof acr !== 'string') throw new AuthError('TOKEN_INVALID');
  return { authenticatedAt, roles, amr, acr };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((member) => typeof member === 'string');
}

/** What a sign-in or a refresh answers (RFC 6749 §5.1). Lifetimes in seconds. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly refreshExpiresIn: number;
  readonly user: User;
  readonly session: Session;
}

interface TokenPairOptions {
  readonly accessTokens: AccessTokenIssuer;
  readonly refreshTokens: RefreshTokens;
  /** Seconds an access token lives when the caller asks for nothing else. */
  readonly lifetime: number;
  /** Seconds an access token may live when the caller asks. */
  readonly maxLifetime: number;
}

export interface TokenPairIssuer {
  /** @param lifetime of the access token, in seconds, checked by `requestedLifetime` */
  issue(signedIn: SessionAndUser, lifetime?: number): TokenPair;
  /** @throws AuthError `EXPIRES_IN_INVALID`, before anything is used up */
  requestedLifetime(expiresIn: number | null): number;
}

export function createTokenPairIssuer(options: TokenPairOptions): TokenPairIssuer {
  const { accessTokens, refreshTokens, lifetime, maxLifetime } = options;
  return {
    issue({ session, user, askedAt: at = session.lastUsedAt }, accessLifetime = lifetime) {
      const access = accessTokens.issue({ user, session, at, lifetime: accessLifetime });
      const refresh = refreshTokens.issue(session);
      return {
        accessToken: access.token,
        expiresIn: access.expiresIn,
        refreshToken: refresh.token,
        refreshExpiresIn: refresh.expiresIn,
        user,
        session,
      };
    },

    requestedLifetime(expiresIn) {
      if (expiresIn === null) return lifetime;
      if (expiresIn >= 1 && expiresIn <= maxLifetime) return expiresIn;
      const sentence = lifetimeRefused;
      throw new AuthError(sessionReasons.EXPIRES_IN_INVALID, { sentence, values: { maxLifetime } });
    },
  };
}
