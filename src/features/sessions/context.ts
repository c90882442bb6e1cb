import { AuthError } from '../../platform/errors/auth-error.js';
import {
  createAuthContext,
  type AccessTokenVerifier,
  type AuthContext,
  type Authorization,
  type Principal,
} from '../../resource-server/index.js';
import type { RequestContext } from '../../platform/route.js';
import type { ContextInput } from '../../platform/http/graphql-endpoint.js';
import { createRefreshCookie, type OpenCookie, type RefreshCookie } from './refresh-cookie.js';
import type { SessionAndUser, Sessions } from './session.js';

/** A principal whose session and account have been looked at in this request. */
export interface Viewer extends Principal, SessionAndUser {}

/** What every resolver and rule gets. A plain object: Apollo copies it, and shield writes into it. */
export interface GraphQLContext extends AuthContext<Viewer>, Omit<RequestContext, 'auth'> {
  readonly refreshCookie: RefreshCookie;
}

/**
 * The state of the sender of this token. Its session and account are read when a rule or a resolver
 * first asks, once per request.
 */
export function createLiveAuth(
  verifier: AccessTokenVerifier,
  sessions: Sessions,
): (authorization: Authorization) => AuthContext<Viewer> {
  return createAuthContext<Viewer>({
    verifier,
    async confirm(principal) {
      const { id: userId, sessionId } = principal;
      const found = await sessions.confirm({ sessionId, userId });
      if (found instanceof AuthError) return found;
      // A role that was taken away ends at once; the token's own list is the upper bound.
      const roles = principal.roles.filter((role) => found.user.roles.includes(role));
      return viewer(principal, found, roles);
    },
  });
}

/**
 * Decodes the bearer token into a state (anonymous, rejected, authenticated). It never throws, so that
 * introspection, `login` and `refresh` work beside a stale token.
 * @returns AuthError `ORIGIN_REFUSED`: a page of another origin asks for cookies
 */
export function createContextBuilder(
  liveAuth: (authorization: Authorization) => AuthContext<Viewer>,
  openCookie: OpenCookie,
): (input: ContextInput) => GraphQLContext | AuthError {
  return (input) => {
    const cookie = openCookie(input);
    if (cookie instanceof AuthError) return cookie;
    const { authorization, requestId, client, locales } = input;
    const { auth } = liveAuth(authorization);
    return { auth, requestId, client, locales, refreshCookie: createRefreshCookie(cookie) };
  };
}

/** Written out, because every request makes one: to spread two objects takes ten times as long. */
function viewer(principal: Principal, found: SessionAndUser, roles: readonly string[]): Viewer {
  const { id, sessionId, scopes, authenticatedAt, claims } = principal;
  const { session, user } = found;
  const { actorId } = session;
  return { id, sessionId, actorId, roles, scopes, authenticatedAt, claims, session, user };
}

/** The signed-in user, behind a field that `isAuthenticated` protects; the lookup is already done. */
export async function viewerOf({ auth }: GraphQLContext): Promise<Viewer> {
  const viewer = await auth.confirm();
  if (viewer instanceof AuthError) throw viewer;
  return viewer;
}
