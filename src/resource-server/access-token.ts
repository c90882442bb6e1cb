import { AuthError } from '../platform/errors/auth-error.js';
import { isName, type RegisteredClaims, maxTokenLength } from '../jwt/checks.js';

/** The claims of an access token (RFC 9068 §2.2), times in seconds since the Unix epoch. */
export interface AccessToken extends RegisteredClaims {
  readonly nbf: number;
  /** The session, which the token dies with. */
  readonly sid: string;
  /** When the user last proved their identity at the level of `acr` (OpenID Connect Core §2). */
  readonly auth_time: number;
  /** How the user was authenticated then (RFC 8176): `pwd`, or `email` for a mailed link or code; empty: nobody was. */
  readonly amr?: readonly string[];
  /** The level of that proof, one of `assuranceLevels`; absent in tokens of an administrator as the user. */
  readonly acr?: string;
  readonly roles: readonly string[];
  /** Scopes with single spaces between them (RFC 6749 §3.3); empty for none. */
  readonly scope: string;
  /** Who acts as the user, an administrator (RFC 8693 §4.1); absent: the user. */
  readonly act?: { readonly sub: string };
  /** Claims that the application added. */
  readonly [claim: string]: unknown;
}

/**
 * Whether verified claims are those of an access token, in their types too. `amr` and `acr` may be absent
 * (RFC 9068 §2.2.1) and may have any names (RFC 8176 §2): a verifier that does not know one gives nothing for it.
 */
export function isAccessToken(
  claims: RegisteredClaims & Readonly<Record<string, unknown>>,
): claims is AccessToken {
  const { nbf, sid, auth_time: authTime, amr, acr, roles, scope, act } = claims;
  return (
    isName(sid) &&
    Number.isFinite(authTime) &&
    isListOfTexts(roles) &&
    (amr === undefined || isListOfTexts(amr)) &&
    (acr === undefined || typeof acr === 'string') &&
    typeof scope === 'string' &&
    nbf !== undefined &&
    (act === undefined || isActor(act))
  );
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((member) => typeof member === 'string');
}

function isActor(act: unknown): act is { readonly sub: string } {
  return typeof act === 'object' && act !== null && 'sub' in act && isName(act.sub);
}

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
  /** `auth_time`, in seconds since the Unix epoch; 0 when an administrator acts. */
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

/** What a rule would stumble over later is not a principal either. */
export function isPrincipal(value: unknown): value is Principal {
  if (typeof value !== 'object' || value === null) return false;
  const { id, sessionId, roles, scopes } = value as Partial<Principal>;
  return isName(id) && isName(sessionId) && Array.isArray(roles) && Array.isArray(scopes);
}

/**
 * An `AuthError`, also of another copy of this package: a bundle beside the package, or two versions of it, have a
 * class each, and `instanceof` knows only one.
 */
export function isRefusal(value: unknown): value is AuthError {
  if (value instanceof AuthError) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { name, extensions } = value as Partial<AuthError>;
  return (
    name === 'AuthError' &&
    extensions !== undefined &&
    isName(extensions.code) &&
    isName(extensions.reason)
  );
}

/** What the `Authorization` header holds. */
export type Bearer =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'malformed' };

const none: Bearer = { kind: 'none' };
const malformed: Bearer = { kind: 'malformed' };

/**
 * `Bearer`, in any case (RFC 9110 §11.1), one or more spaces, and one token of the characters that
 * RFC 6750 §2.1 allows. Anchored and without nested repetition: linear in the header's length.
 */
const bearerForm = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;
/** Bytes: the longest token, the scheme, and some spaces. */
const maxHeaderLength = maxTokenLength + 64;

/**
 * Reads the header. Several headers, other schemes, commas and junk are malformed: none of them is
 * guessed at. An empty one is as good as none: clients without a token send it. It never throws, for any value.
 */
export function parseAuthorization(header: string | readonly string[] | null | undefined): Bearer {
  return read(header, bearerForm);
}

/** As `bearerForm`, and the token alone: a header of the application's own needs no scheme. */
const tokenForm = /^(?:bearer +)?([A-Za-z0-9._~+/-]+=*)$/i;

/** As `parseAuthorization`, for a value from elsewhere, where the scheme may be left out. */
export function parseToken(value: string | readonly string[] | null | undefined): Bearer {
  return read(value, tokenForm);
}

function read(header: unknown, form: RegExp): Bearer {
  const values: unknown[] = Array.isArray(header) ? header : [header ?? ''];
  const [value = ''] = values;
  if (values.length > 1 || typeof value !== 'string') return malformed;
  if (value === '') return none;
  const token = value.length > maxHeaderLength ? undefined : form.exec(value)?.[1];
  return token === undefined ? malformed : { kind: 'token', token };
}
