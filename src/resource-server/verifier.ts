import { LRUCache } from 'lru-cache';
import { systemClock, type Clock } from '../clock.js';
import { AuthError } from '../errors.js';
import type { VerificationKey, VerificationKeys } from '../jwt/keys.js';
import { tokenTypes } from '../jwt/types.js';
import { checkTimes, isName, verifyJwt } from '../jwt/verify.js';
import { isAccessToken, type AccessToken } from './access-token.js';

export interface VerifierOptions {
  readonly keys: VerificationKeys;
  /** The `iss` that tokens must have, exactly. */
  readonly issuer: string;
  /** The `aud` that tokens must have, alone or among others. */
  readonly audience: string;
  /**
   * Seconds that tokens are accepted beyond their expiry, because the clocks of issuer and verifier
   * differ. Default 0. An issuer whose clock is up to a minute ahead needs none.
   */
  readonly leeway?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** How many verified tokens are kept, about two kilobytes each. Default 10,000; 0 keeps none. */
  readonly cacheSize?: number;
}

export interface AccessTokenVerifier {
  /**
   * The claims of a valid access token. Synchronous, and without any I/O. They are frozen, since every
   * request with this token gets the same object. Whether the session still lives is not checked here.
   * @throws AuthError `TOKEN_INVALID`, `TOKEN_EXPIRED`, `TOKEN_NOT_YET_VALID`, `WRONG_TOKEN_TYPE`
   */
  verify(token: string): AccessToken;
}

interface Verified {
  readonly claims: AccessToken;
  readonly key: VerificationKey;
}

/**
 * Verifies access tokens (RFC 9068 §4). A token that was verified before is not verified again, only its
 * times and its key are looked at: when a key is revoked, so are the tokens in the cache. Refusals are not
 * kept.
 * @throws TypeError for an empty issuer or audience, and a leeway or a cache size that is no number from 0
 */
export function createAccessTokenVerifier(options: VerifierOptions): AccessTokenVerifier {
  const { keys, issuer, audience, leeway = 0, clock = systemClock, cacheSize = 10_000 } = options;
  checkOptions(options);
  const cache = cacheSize > 0 ? new LRUCache<string, Verified>({ max: cacheSize }) : undefined;

  function verifyAnew(token: string, now: number): AccessToken {
    const context = { typ: tokenTypes.access, keys, issuer, audience, leeway, now };
    const { claims, key } = verifyJwt(token, context);
    if (!isAccessToken(claims)) throw new AuthError('TOKEN_INVALID');
    freeze(claims);
    cache?.set(token, { claims, key });
    return claims;
  }

  return {
    verify(token) {
      const now = clock.now() / 1000;
      const known = cache?.get(token);
      if (known === undefined || keys.find(known.key.kid) !== known.key) {
        return verifyAnew(token, now);
      }
      checkTimes(known.claims, { now, leeway });
      return known.claims;
    },
  };
}

/** A missing issuer or audience would match nothing, or, somewhere down the line, everything. */
function checkOptions({ issuer, audience, leeway = 0, cacheSize = 0 }: VerifierOptions): void {
  if (!isName(issuer)) throw new TypeError('"issuer" must be the "iss" of the tokens');
  if (!isName(audience)) throw new TypeError('"audience" must be the "aud" of the tokens');
  if (!(leeway >= 0 && leeway < Infinity)) throw new TypeError('"leeway" must be seconds from 0');
  if (!Number.isSafeInteger(cacheSize) || cacheSize < 0) {
    throw new TypeError('"cacheSize" must be a whole number from 0');
  }
}

/** All the way down: claims of the application can be objects. As deep as JSON of 8 KiB at most. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  Object.values(value).forEach(freeze);
}
