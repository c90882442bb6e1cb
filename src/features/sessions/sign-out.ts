import { AuthError } from '../../platform/errors/auth-error.js';
import type { GraphQLContext } from './context.js';
import type { RefreshTokens } from './refresh-token.js';
import type { SessionOwner, Sessions } from './session.js';

export interface SignOutServices {
  readonly sessions: Sessions;
  readonly refreshTokens: Pick<RefreshTokens, 'verify'>;
}

/**
 * Signs the caller out, behind `hasValidToken` or `hasRefreshCookie`: ends the session of the access token
 * and that of the cookie, which are one unless two users share the browser. Either may have ended before. An
 * administrator who is signed in as someone else stops that, and keeps the own session, which the cookie has.
 */
export async function signOut(
  { auth, client, refreshCookie }: GraphQLContext,
  { sessions, refreshTokens }: SignOutServices,
): Promise<void> {
  const byToken = ownerByAccessToken(auth);
  if (byToken !== undefined && byToken.actorId !== null) return sessions.end(byToken, client);
  const byCookie = ownerByCookie(refreshCookie.token, refreshTokens);
  if (byToken !== undefined) await sessions.end(byToken, client);
  if (!(byCookie instanceof AuthError) && byCookie.sessionId !== byToken?.sessionId) {
    await sessions.end(byCookie, client);
  }
  refreshCookie.clear();
  if (byToken === undefined && byCookie instanceof AuthError) throw byCookie;
}

function ownerByAccessToken(auth: GraphQLContext['auth']): Required<SessionOwner> | undefined {
  if (auth.status !== 'authenticated') return undefined;
  const { sessionId, id: userId, actorId } = auth.principal;
  return { sessionId, userId, actorId };
}

/** A used token is enough: its use would end the session anyway (RFC 9700 §4.14.2). */
function ownerByCookie(
  token: string | undefined,
  refreshTokens: SignOutServices['refreshTokens'],
): SessionOwner | AuthError {
  if (token === undefined) return new AuthError('TOKEN_MISSING');
  try {
    const { sessionId, userId } = refreshTokens.verify(token);
    return { sessionId, userId };
  } catch (error) {
    if (error instanceof AuthError) return error;
    throw error;
  }
}
