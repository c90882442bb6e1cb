import { isName, type RegisteredClaims } from '../jwt/verify.js';

/** The claims of an access token (RFC 9068 §2.2), times in seconds since the Unix epoch. */
export interface AccessToken extends RegisteredClaims {
  readonly nbf: number;
  /** The session, which the token dies with. */
  readonly sid: string;
  /** When the user last proved the password (OpenID Connect Core §2). */
  readonly auth_time: number;
  readonly roles: readonly string[];
  /** Scopes with single spaces between them (RFC 6749 §3.3); empty for none. */
  readonly scope: string;
  /** Who acts as the user, an administrator (RFC 8693 §4.1); absent: the user. */
  readonly act?: { readonly sub: string };
  /** Claims that the application added. */
  readonly [claim: string]: unknown;
}

/** Whether verified claims are those of an access token, in their types too. */
export function isAccessToken(
  claims: RegisteredClaims & Readonly<Record<string, unknown>>,
): claims is AccessToken {
  const { nbf, sid, auth_time: authTime, roles, scope, act } = claims;
  return (
    isName(sid) &&
    Number.isFinite(authTime) &&
    Array.isArray(roles) &&
    roles.every((role) => typeof role === 'string') &&
    typeof scope === 'string' &&
    nbf !== undefined &&
    (act === undefined || isActor(act))
  );
}

function isActor(act: unknown): act is { readonly sub: string } {
  return typeof act === 'object' && act !== null && 'sub' in act && isName(act.sub);
}
