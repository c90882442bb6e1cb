import { AuthError } from '../platform/errors/auth-error.js';
import {
  type Algorithm,
  type TokenType,
  type VerifyingKey,
  type VerifyingKeys,
  tokenTypes,
} from './keys.js';

/**
 * Bytes. Ours are below 1,000; roles and custom claims make them longer, proxies usually end headers at
 * 8 KiB and Node at 16. A longer one is refused before any work, and is not signed either.
 */
export const maxTokenLength = 8192;
/** RFC 7515 §7.1, the compact form. No padding, no white space, nothing outside the alphabet. */
const compactForm = /^([\w-]+)\.[\w-]+\.([\w-]+)$/;
/**
 * The last character of a signature can be changed without changing its bytes: only one spelling is accepted, the one
 * whose unused bits are zero (RFC 4648 §3.5).
 */
const canonicalForm = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/;

/**
 * Seconds by which a token may come from the future, beyond the leeway. Ours are never post-dated, so one
 * that does only says that the issuer's clock is ahead of this one, and to refuse it would protect nobody.
 * RFC 7519 §4.1.5 allows "usually no more than a few minutes". It does not lengthen any token's life.
 */
const issuerAhead = 60;

export interface VerifyOptions<K> {
  /** The only `typ` that is accepted (RFC 8725 §3.11). */
  readonly typ: TokenType;
  readonly keys: VerifyingKeys<K>;
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

export type VerifiedClaims = RegisteredClaims & Readonly<Record<string, unknown>>;

export interface VerifiedJwt<K> {
  readonly claims: VerifiedClaims;
  /** The key that it was checked with. */
  readonly key: VerifyingKey<K>;
}

/** A token whose signature has not been checked yet. */
interface ReadToken<K> {
  readonly typ: unknown;
  /** The key to check it with. */
  readonly key: VerifyingKey<K>;
}

/**
 * What comes before the signature: the form, and the key that the ring has for the token's `kid`, with that key's one
 * algorithm. `jku`, `jwk`, `x5u` and `x5c` in the header are never looked at.
 * @throws AuthError `TOKEN_INVALID`
 */
export function readToken<K>(
  token: string,
  { keys, algorithms }: Pick<VerifyOptions<K>, 'keys' | 'algorithms'>,
): ReadToken<K> {
  const header = readHeader(token);
  const key = typeof header['kid'] === 'string' ? keys.find(header['kid']) : undefined;
  // An extension that must be understood is not (RFC 7515 §4.1.11).
  if (key === undefined || key.algorithm !== header['alg'] || 'crit' in header) {
    throw new AuthError('TOKEN_INVALID');
  }
  if (algorithms?.includes(key.algorithm) === false) throw new AuthError('TOKEN_INVALID');
  return { typ: header['typ'], key };
}

/**
 * What comes after the signature: the type, the registered claims, the issuer, the audience and the times.
 * @throws AuthError `TOKEN_INVALID`, `WRONG_TOKEN_TYPE`, `TOKEN_EXPIRED`, `TOKEN_NOT_YET_VALID`
 */
export function checkClaims(
  payload: unknown,
  typ: unknown,
  options: Omit<VerifyOptions<unknown>, 'keys' | 'algorithms'>,
): VerifiedClaims {
  if (!isObject(payload)) throw new AuthError('TOKEN_INVALID');
  checkType(typ, options.typ);
  if (!isRegistered(payload)) throw new AuthError('TOKEN_INVALID');
  checkParties(payload, options);
  checkTimes(payload, options);
  return payload;
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
  const payloadLength = token.length - header.length - signature.length - '..'.length;
  // A single last character is no whole byte (RFC 4648 §4). `atob` refuses it in the header.
  const isWhole = payloadLength % 4 !== 1;
  if (signature === '' || !isWhole || !canonicalForm.test(signature)) {
    throw new AuthError('TOKEN_INVALID');
  }
  try {
    const parsed: unknown = JSON.parse(textOf(header));
    if (isObject(parsed)) return parsed;
  } catch {
    // No UTF-8 or no JSON: refused below like everything else that is not ours.
  }
  throw new AuthError('TOKEN_INVALID');
}

/** A byte order mark is kept, which is no JSON. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const ascii = /^[\0-\x7f]*$/;

/** Of base64url, on any runtime. @throws Error for text that is none, and bytes that are no UTF-8 */
function textOf(base64url: string): string {
  const bytes = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  // Ours are ASCII; to decode what is takes ten times as long.
  if (ascii.test(bytes)) return bytes;
  return decoder.decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
}

/** RFC 7515 §4.1.9: compared without case, and `application/` may be left out. */
function checkType(typ: unknown, expected: TokenType): void {
  const name = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : '';
  if (name === expected) return;
  // Another kind of our tokens has its own reason: the caller has mixed up two tokens.
  const isOurs = Object.values<string>(tokenTypes).includes(name);
  throw new AuthError(isOurs ? 'WRONG_TOKEN_TYPE' : 'TOKEN_INVALID');
}

function checkParties(
  { iss, aud }: RegisteredClaims,
  { issuer, audience }: Pick<VerifyOptions<unknown>, 'issuer' | 'audience'>,
): void {
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

function isRegistered(claims: Record<string, unknown>): claims is VerifiedClaims {
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
