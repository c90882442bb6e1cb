import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuthContext, Principal } from '../../resource-server/index.js';
import type { SessionAndUser } from '../sessions/store.js';

/** RFC 7662 §2.2. Of a token that is not good nothing is told but that. */
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

/**
 * Whether an access token is good now, as the API itself would say (RFC 7662). Every other token is inactive,
 * refresh tokens too: a service asks about what it was sent for an access token, and must take nothing else.
 */
export function createIntrospector(
  authContext: (authorization: string) => AuthContext<Principal & SessionAndUser>,
): (token: string) => Promise<Introspection> {
  return async (token) => {
    const live = await authContext(`Bearer ${token}`).auth.confirm();
    if (!(live instanceof AuthError)) {
      const { claims, user, roles } = live;
      return { ...claims, active: true, token_type: 'Bearer', username: user.username, roles };
    }
    // A database that does not answer is no reason to call a token bad.
    if (live.code !== 'UNAUTHENTICATED') throw live;
    return { active: false };
  };
}
