import type { AccessToken } from './access-token.js';

/** Who a valid access token speaks for. */
export interface Principal {
  /** The user: the `sub` claim. */
  readonly id: string;
  /** The `sid` claim. */
  readonly sessionId: string;
  /** The administrator who acts as the user (`act`, RFC 8693 §4.1); `null`: the user does. */
  readonly actorId: string | null;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** When the password was last proved, in seconds since the Unix epoch; 0 when an administrator acts. */
  readonly authenticatedAt: number;
  /** All claims, those that the application added too. */
  readonly claims: AccessToken;
}

export function principalOf(claims: AccessToken): Principal {
  return {
    id: claims.sub,
    sessionId: claims.sid,
    actorId: claims.act?.sub ?? null,
    roles: claims.roles,
    scopes: claims.scope === '' ? [] : claims.scope.split(' '),
    authenticatedAt: claims.auth_time,
    claims,
  };
}
