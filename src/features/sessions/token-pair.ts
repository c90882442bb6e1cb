import { AuthError } from '../../platform/errors/auth-error.js';
import type { Session } from './session.js';
import type { SessionAndUser } from './store.js';
import type { User } from '../accounts/user.js';
import type { AccessTokenIssuer } from './access-token.js';
import type { RefreshTokens } from './refresh-token.js';

/** What a sign-in or a refresh answers (RFC 6749 §5.1). Lifetimes in seconds. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly refreshExpiresIn: number;
  readonly user: User;
  readonly session: Session;
}

export interface TokenPairOptions {
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
  /** @throws AuthError `EXPIRES_IN_INVALID`, before anything has been spent */
  requestedLifetime(expiresIn: number | null): number;
}

export function createTokenPairIssuer(options: TokenPairOptions): TokenPairIssuer {
  const { accessTokens, refreshTokens, lifetime, maxLifetime } = options;
  return {
    issue({ session, user }, accessLifetime = lifetime) {
      const access = accessTokens.issue({ user, session, lifetime: accessLifetime });
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
      const message = `Ask for an "expiresIn" of 1 to ${maxLifetime} seconds.`;
      throw new AuthError('EXPIRES_IN_INVALID', { message });
    },
  };
}
