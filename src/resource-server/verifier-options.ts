import type { Clock } from '../platform/clock.js';
import { algorithms as knownAlgorithms, type Algorithm } from '../jwt/keys.js';
import { isName } from '../jwt/checks.js';
import type { AccessToken } from './access-token.js';
import type { Connection } from './fetch-json.js';

/** What a token is checked for, with any keys. */
export interface Expectations {
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
  /**
   * What was revoked since the tokens were issued: `createRevocationFeed`. Default: a token is good until it expires.
   * A `leeway` of over ten minutes is longer than a revocation is known.
   */
  readonly revocations?: RevocationCheck | undefined;
}

/** Says of a valid token whether it was revoked since. */
export interface RevocationCheck {
  /** @throws AuthError `TOKEN_REVOKED`; `ISSUER_UNAVAILABLE` where the application wants certainty and there is none */
  check(claims: AccessToken): void;
  /**
   * Calls `revoked` when a token with these claims is revoked, once, so that an open stream ends at once. Without it, a
   * stream looks each minute. @returns how to leave
   */
  watch?(claims: AccessToken, revoked: () => void): () => void;
}

/** What verifiers pass on of their `revocations`. */
interface Watching {
  readonly watch?: RevocationCheck['watch'];
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

export interface AccessTokenVerifier extends Watching {
  /**
   * The claims of a valid access token. Synchronous, and without any I/O. They are frozen, since every
   * request with this token gets the same object. Whether the session still lives is known by `revocations` alone.
   * @throws AuthError `TOKEN_INVALID`, `TOKEN_EXPIRED`, `TOKEN_NOT_YET_VALID`, `WRONG_TOKEN_TYPE`; and those of
   *   `revocations`
   */
  verify(token: string): AccessToken;
}

/** A verifier whose keys are elsewhere. */
export interface RemoteAccessTokenVerifier extends Watching {
  /**
   * As `AccessTokenVerifier.verify`, at once while the key is known and recent, and otherwise as soon as the
   * keys have been fetched. It throws or rejects, accordingly.
   * @throws AuthError also `ISSUER_UNAVAILABLE`, if the token may be valid, but its key cannot be fetched
   */
  verify(token: string): AccessToken | Promise<AccessToken>;
}

/**
 * A missing issuer or audience would match nothing, or, somewhere down the line, everything.
 * @throws TypeError for options that would let too much or nothing pass
 */
export function checkOptions(options: Expectations): void {
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
