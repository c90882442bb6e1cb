import { LRUCache } from 'lru-cache';
import { systemClock, type Clock } from '../platform/clock.js';
import { AuthError } from '../platform/errors/auth-error.js';
import {
  type VerificationKey,
  type VerificationKeys,
  algorithms as knownAlgorithms,
  type Algorithm,
  tokenTypes,
} from '../jwt/keys.js';
import { checkTimes, isName, verifyJwt, namedKey } from '../jwt/verify.js';
import type { Connection } from './fetch-json.js';
import { isAccessToken, type AccessToken } from './access-token.js';
import { createLocalKeys } from './local-keys.js';
import { createRemoteKeys, type RemoteKeys } from './remote-keys.js';

/** What a token is checked for, with any keys. */
interface Expectations {
  /** The `iss` that tokens must have, exactly. */
  readonly issuer: string;
  /** The `aud` that tokens must have, alone or among others. */
  readonly audience: string;
  /** The only algorithms that are accepted. Default: the one that each key has. */
  readonly algorithms?: readonly Algorithm[];
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

/** Keys at hand: from `createLocalKeys`, or of your own. */
export interface VerifierOptions extends Expectations {
  readonly keys: VerificationKeys;
}

export interface SecretVerifierOptions extends Expectations {
  /** The service's `JWT_SECRET_KEY`, which signs with HS256. It can also make tokens. */
  readonly secret: string;
}

export interface RemoteVerifierOptions extends Expectations, Connection {
  /** The service's `/.well-known/jwks.json`; https, or http on this machine, or with `allowInsecure` anywhere. */
  readonly jwksUri: string;
  /** Seconds that a fetch of the keys may take. Default 5. */
  readonly timeout?: number;
  /** Called for each fetch that failed, for the log; the known keys stay in use. It must not throw. */
  readonly onError?: (error: unknown) => void;
}

export interface AccessTokenVerifier {
  /**
   * The claims of a valid access token. Synchronous, and without any I/O. They are frozen, since every
   * request with this token gets the same object. Whether the session still lives is not checked here.
   * @throws AuthError `TOKEN_INVALID`, `TOKEN_EXPIRED`, `TOKEN_NOT_YET_VALID`, `WRONG_TOKEN_TYPE`
   */
  verify(token: string): AccessToken;
}

/** A verifier whose keys are elsewhere. */
export interface RemoteAccessTokenVerifier {
  /**
   * As `AccessTokenVerifier.verify`, at once while the key is known and recent, and otherwise as soon as the
   * keys have been fetched. It throws or rejects, accordingly.
   * @throws AuthError also `ISSUER_UNAVAILABLE`, if the token may be valid, but its key cannot be fetched
   */
  verify(token: string): AccessToken | Promise<AccessToken>;
}

interface Verified {
  readonly claims: AccessToken;
  readonly key: VerificationKey;
}

/**
 * Verifies access tokens (RFC 9068 §4). A token that was verified before is not verified again, only its
 * times and its key are looked at: when a key is revoked, so are the tokens in the cache. Refusals are not
 * kept.
 * @throws TypeError for options that would let too much or nothing pass
 */
export function createAccessTokenVerifier(
  options: VerifierOptions | SecretVerifierOptions,
): AccessTokenVerifier;
export function createAccessTokenVerifier(
  options: RemoteVerifierOptions,
): RemoteAccessTokenVerifier;
export function createAccessTokenVerifier(
  options: VerifierOptions | SecretVerifierOptions | RemoteVerifierOptions,
): AccessTokenVerifier | RemoteAccessTokenVerifier {
  checkOptions(options);
  if ('keys' in options) return createLocalVerifier(options.keys, options);
  if ('secret' in options) return createLocalVerifier(createLocalKeys(options), options);
  const { timeout = 5, clock = systemClock, onError = () => undefined } = options;
  const keys = createRemoteKeys({ ...options, timeout, clock, onError });
  return createRemoteVerifier(createLocalVerifier(keys, options), keys);
}

function createLocalVerifier(keys: VerificationKeys, options: Expectations): AccessTokenVerifier {
  const { issuer, audience, algorithms, leeway = 0, clock = systemClock } = options;
  const { cacheSize = 10_000 } = options;
  const cache = cacheSize > 0 ? new LRUCache<string, Verified>({ max: cacheSize }) : undefined;

  function verifyAnew(token: string, now: number): AccessToken {
    const context = { typ: tokenTypes.access, keys, algorithms, issuer, audience, leeway, now };
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
function checkOptions(options: Expectations): void {
  const { issuer, audience, algorithms, leeway = 0, cacheSize = 0 } = options;
  const sources = ['jwksUri', 'keys', 'secret'].filter((name) => name in options);
  if (sources.length !== 1) throw new TypeError('give one of "jwksUri", "keys" and "secret"');
  if (!isName(issuer)) throw new TypeError('"issuer" must be the "iss" of the tokens');
  if (!isName(audience)) throw new TypeError('"audience" must be the "aud" of the tokens');
  if (!(leeway >= 0 && leeway < Infinity)) throw new TypeError('"leeway" must be seconds from 0');
  if (!Number.isSafeInteger(cacheSize) || cacheSize < 0) {
    throw new TypeError('"cacheSize" must be a whole number from 0');
  }
  if (algorithms !== undefined && !areAlgorithms(algorithms)) {
    throw new TypeError(`"algorithms" must be some of ${knownAlgorithms.join(', ')}`);
  }
}

function areAlgorithms(names: readonly string[]): boolean {
  const known: readonly string[] = knownAlgorithms;
  return names.length > 0 && names.every((name) => known.includes(name));
}

/** All the way down: claims of the application can be objects. As deep as JSON of 8 KiB at most. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  Object.values(value).forEach(freeze);
}

/**
 * Adds the fetching of keys to a verifier that uses those in memory: when they have aged, for any
 * token, and when it names a `kid` that is unknown. Nothing else in a token leads to a fetch.
 */
function createRemoteVerifier(
  verifier: AccessTokenVerifier,
  keys: RemoteKeys,
): RemoteAccessTokenVerifier {
  function judge(token: string): AccessToken | Promise<AccessToken> {
    try {
      return verifier.verify(token);
    } catch (refusal) {
      const kid = namedKey(token);
      if (kid === undefined || keys.find(kid) !== undefined) throw refusal;
      return judgeWithKey(kid, token);
    }
  }

  async function judgeWithKey(kid: string, token: string): Promise<AccessToken> {
    await keys.lookUp(kid);
    return verifier.verify(token);
  }

  return {
    verify(token) {
      const renewed = keys.renew();
      return renewed === undefined ? judge(token) : renewed.then(() => judge(token));
    },
  };
}
