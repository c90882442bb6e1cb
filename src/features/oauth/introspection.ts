import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuthContext, Principal, AccessTokenVerifier } from '../../resource-server/index.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { SessionOwner, Sessions } from '../sessions/session.js';
import type { RefreshTokens } from '../sessions/refresh-token.js';
import type { SessionAndUser } from '../sessions/session.js';

/** RFC 7662 §2.2. For an invalid token the answer says only that. */
export type Introspection =
  | { readonly active: false }
  | {
      readonly active: true;
      readonly token_type: 'Bearer';
      readonly username: string;
      /** Those of the token that the user still has. */
      readonly roles: readonly string[];
      /** The claims of the token, those of the application too. */
      readonly [claim: string]: unknown;
    };

/** Reads an `Authorization` header, and confirms what it says by the database. */
export type LiveAuth = (authorization: string) => AuthContext<Principal & SessionAndUser>;

/**
 * Whether an access token is good now, as the API itself would say (RFC 7662). Every other token is inactive,
 * refresh tokens too: a service asks about what it was sent for an access token, and must take nothing else.
 */
export function createIntrospector(
  authContext: LiveAuth,
): (token: string) => Promise<Introspection> {
  return async (token) => {
    const live = await authContext(`Bearer ${token}`).auth.confirm();
    if (!(live instanceof AuthError)) {
      const { claims, user, roles } = live;
      return { ...claims, active: true, token_type: 'Bearer', username: user.username, roles };
    }
    // A database that does not answer does not make a token invalid.
    if (live.code !== 'UNAUTHENTICATED') throw live;
    return { active: false };
  };
}

export interface RevocationOptions {
  readonly verifier: AccessTokenVerifier;
  readonly refreshTokens: Pick<RefreshTokens, 'verify'>;
  readonly sessions: Pick<Sessions, 'end'>;
}

/**
 * Ends the session of a token, and with it all of its tokens (RFC 7009 §2.1): of an access token, or of a
 * refresh token, also a used one. Idempotent; a foreign or expired token ends nothing.
 */
export function createRevoker(options: RevocationOptions) {
  const { verifier, refreshTokens, sessions } = options;

  function ofAccessToken(token: string): SessionOwner {
    const { sid: sessionId, sub: userId, act } = verifier.verify(token);
    return { sessionId, userId, actorId: act?.sub ?? null };
  }

  function ownerOf(token: string): SessionOwner | undefined {
    const found = read(ofAccessToken, token) ?? read(refreshTokens.verify, token);
    if (found === undefined) return undefined;
    const { sessionId, userId, actorId = null } = found;
    return { sessionId, userId, actorId };
  }

  return async function revoke(token: string, client: ClientInfo): Promise<void> {
    const owner = ownerOf(token);
    if (owner !== undefined) await sessions.end(owner, client, 'revoked_by_service');
  };
}

function read(verify: (token: string) => SessionOwner, token: string): SessionOwner | undefined {
  try {
    return verify(token);
  } catch (error) {
    if (error instanceof AuthError && error.code === 'UNAUTHENTICATED') return undefined;
    throw error;
  }
}
