import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AccessTokenVerifier } from '../../resource-server/index.js';
import type { SessionOwner, Sessions } from '../sessions/service.js';
import type { RefreshTokens } from '../sessions/refresh-token.js';

export interface RevocationOptions {
  readonly verifier: AccessTokenVerifier;
  readonly refreshTokens: Pick<RefreshTokens, 'verify'>;
  readonly sessions: Pick<Sessions, 'end'>;
}

/**
 * Ends the session of a token, and with it all of its tokens (RFC 7009 §2.1): of an access token, or of a
 * refresh token, a spent one too. Idempotent; a token that is none of ours, or has expired, ends nothing.
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
