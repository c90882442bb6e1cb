import jwt from './jsonwebtoken.js';
import { AuthError } from '../platform/errors/auth-error.js';
import {
  type VerificationKey,
  type VerificationKeys,
  type Algorithm,
  tokenTypes,
  type TokenType,
} from './keys.js';

/**
 * Bytes. Ours are below 1,000; roles and custom claims make them longer, proxies usually end headers at
 * 8 KiB and Node at 16. A longer one is refused before any work, and is not signed either.
 */
export const maxTokenLength = 8192;
/** RFC 7515 §7.1, the compact form. No padding, no white space, nothing outside the alphabet. */
const compactForm = /^([\w-]+)\.[\w-]+\.([\w-]+)$/;

/**
 * Seconds by which a token may come from the future, beyond the leeway. Ours are never post-dated, so one
 * that does only says that the issuer's clock is ahead of this one, and to refuse it would protect nobody.
 * RFC 7519 §4.1.5 allows "usually no more than a few minutes". It does not lengthen any token's life.
 */
const issuerAhead = 60;

export interface VerifyOptions {
  /** The only `typ` that is accepted (RFC 8725 §3.11). */
  readonly typ: TokenType;
  readonly keys: VerificationKeys;
  /** The only algorithms that are accepted, of those that the keys have. Default: all of them. */
  readonly algorithms?: readonly Algorithm[] | undefined;
  readonly issuer: string;
  readonly audience: string;
  /** Seconds that a token is accepted beyond its expiry, because clocks differ. */
  readonly leeway: number;
  /** Seconds since the Unix epoch, with their fraction. */
  readonly now: number;
}

/** The claims of RFC 7519 §4.1, all of which our tokens have; `nbf` where it is used. */
export interface RegisteredClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly nbf?: number;
  readonly jti: string;
}

export interface VerifiedJwt {
  readonly claims: RegisteredClaims & Readonly<Record<string, unknown>>;
  /** The key that it was checked with. */
  readonly key: VerificationKey;
}

/**
 * Checks a JWS in compact form: signature by the key that the ring has for its `kid`, with that key's one
 * algorithm, then type, issuer, audience and times. `jku`, `jwk`, `x5u` and `x5c` in the header are never
 * looked at. It does not check whether the session still lives.
 * @throws AuthError `TOKEN_INVALID`, `WRONG_TOKEN_TYPE`, `TOKEN_EXPIRED`, `TOKEN_NOT_YET_VALID`
 */
export function verifyJwt(token: string, options: VerifyOptions): VerifiedJwt {
  const header = readHeader(token);
  const key = typeof header['kid'] === 'string' ? options.keys.find(header['kid']) : undefined;
  // An extension that must be understood is not (RFC 7515 §4.1.11).
  if (key === undefined || key.algorithm !== header['alg'] || 'crit' in header) {
    throw new AuthError('TOKEN_INVALID');
  }
  if (options.algorithms?.includes(key.algorithm) === false) throw new AuthError('TOKEN_INVALID');

  const claims = checkSignature(token, key);
  checkType(header['typ'], options.typ);
  if (!isRegistered(claims)) throw new AuthError('TOKEN_INVALID');
  checkParties(claims, options);
  checkTimes(claims, options);
  return { claims, key };
}

/** The `kid` that a token names, unchecked, to look up a key by; `undefined` if the text is not a token. */
export function namedKey(token: string): string | undefined {
  try {
    const { kid } = readHeader(token);
    return isName(kid) ? kid : undefined;
  } catch {
    return undefined;
  }
}

function readHeader(token: string): Record<string, unknown> {
  const [, header = '', signature = ''] =
    token.length > maxTokenLength ? [] : (compactForm.exec(token) ?? []);
  // The last character of a signature can be changed without changing its bytes: only one spelling is accepted.
  const canonical = Buffer.from(signature, 'base64url').toString('base64url');
  if (signature === '' || signature !== canonical) throw new AuthError('TOKEN_INVALID');
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString());
    if (isObject(parsed)) return parsed;
  } catch {
    // Not JSON: refused below like everything else that is not ours.
  }
  throw new AuthError('TOKEN_INVALID');
}

/** jsonwebtoken reads the system's clock and skips absent claims, so it checks the signature only. */
function checkSignature(token: string, key: VerificationKey): Record<string, unknown> {
  let payload: unknown;
  try {
    payload = jwt.verify(token, key.key, {
      algorithms: [key.algorithm],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
  } catch {
    throw new AuthError('TOKEN_INVALID');
  }
  if (!isObject(payload)) throw new AuthError('TOKEN_INVALID');
  return payload;
}

/** RFC 7515 §4.1.9: compared without case, and `application/` may be left out. */
function checkType(typ: unknown, expected: TokenType): void {
  const name = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : '';
  if (name === expected) return;
  // Another kind of our tokens has its own reason: the caller has mixed up two tokens.
  const isOurs = Object.values<string>(tokenTypes).includes(name);
  throw new AuthError(isOurs ? 'WRONG_TOKEN_TYPE' : 'TOKEN_INVALID');
}

function checkParties({ iss, aud }: RegisteredClaims, { issuer, audience }: VerifyOptions): void {
  const meant = typeof aud === 'string' ? aud === audience : aud.includes(audience);
  if (iss !== issuer || !meant) throw new AuthError('TOKEN_INVALID');
}

/**
 * RFC 7519 §4.1.4 to §4.1.6. Also used on tokens that were verified before. Written so that a time that is
 * no number lets nothing pass.
 */
export function checkTimes(
  { exp, iat, nbf = iat }: Pick<RegisteredClaims, 'exp' | 'nbf' | 'iat'>,
  { now, leeway }: { now: number; leeway: number },
): void {
  if (!(now < exp + leeway)) throw new AuthError('TOKEN_EXPIRED');
  if (!(Math.max(nbf, iat) <= now + issuerAhead + leeway)) {
    throw new AuthError('TOKEN_NOT_YET_VALID');
  }
}

function isRegistered(claims: Record<string, unknown>): claims is VerifiedJwt['claims'] {
  const { iss, sub, aud, exp, iat, nbf, jti } = claims;
  const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
  return (
    [iss, sub, jti, ...audiences].every(isName) &&
    [exp, iat].every(Number.isFinite) &&
    (nbf === undefined || Number.isFinite(nbf))
  );
}

/**
 * Whether this can name a user, a session, an issuer: visible ASCII, as ours are and as `JWT_ISSUER` has
 * to be. So no half of a surrogate pair, no NUL and no blank reaches a comparison or a database.
 */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,255}$/.test(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
