import { systemClock } from '../platform/clock.js';
import { AuthError } from '../platform/errors/auth-error.js';
import { tokenTypes, type VerifyingKey, type VerifyingKeys } from '../jwt/keys.js';
import { checkTimes, namedKey, type VerifiedJwt, type VerifyOptions } from '../jwt/checks.js';
import { isAccessToken, type AccessToken } from './access-token.js';
import { RecentEntries } from './recent-entries.js';
import { createRemoteKeys, type ImportKey, type RemoteKeys } from './remote-keys.js';
import type {
  AccessTokenVerifier,
  Expectations,
  RemoteAccessTokenVerifier,
  RemoteVerifierOptions,
} from './verifier-options.js';

interface Verified<K> {
  readonly claims: AccessToken;
  readonly key: VerifyingKey<K>;
}

/** Verifies a token anew: what a runtime brings, at once as on Node or with a promise as WebCrypto. */
type VerifyJwt<K, Outcome> = (token: string, options: VerifyOptions<K>) => Outcome;

/**
 * Verifies access tokens by keys in memory, on any runtime. A token that was verified before is not verified again,
 * only its times and its key are looked at: when a key is revoked, so are the tokens in the cache. Refusals are not
 * kept.
 */
export function createVerifier<K>(
  keys: VerifyingKeys<K>,
  options: Expectations,
  verifyJwt: VerifyJwt<K, VerifiedJwt<K>>,
): AccessTokenVerifier;
export function createVerifier<K>(
  keys: VerifyingKeys<K>,
  options: Expectations,
  verifyJwt: VerifyJwt<K, VerifiedJwt<K> | Promise<VerifiedJwt<K>>>,
): RemoteAccessTokenVerifier;
export function createVerifier<K>(
  keys: VerifyingKeys<K>,
  options: Expectations,
  verifyJwt: VerifyJwt<K, VerifiedJwt<K> | Promise<VerifiedJwt<K>>>,
): RemoteAccessTokenVerifier {
  const { issuer, audience, algorithms, leeway = 0, clock = systemClock } = options;
  const { cacheSize = 10_000, revocations } = options;
  const cache = cacheSize > 0 ? new RecentEntries<Verified<K>>(cacheSize) : undefined;

  function accept(token: string, { claims, key }: VerifiedJwt<K>): AccessToken {
    if (!isAccessToken(claims)) throw new AuthError('TOKEN_INVALID');
    freeze(claims);
    cache?.set(token, { claims, key });
    return unrevoked(claims);
  }

  function unrevoked(claims: AccessToken): AccessToken {
    revocations?.check(claims);
    return claims;
  }

  return {
    verify(token) {
      const now = clock.now() / 1000;
      const known = cache?.get(token);
      if (known !== undefined && keys.find(known.key.kid) === known.key) {
        checkTimes(known.claims, { now, leeway });
        return unrevoked(known.claims);
      }
      const expected = { typ: tokenTypes.access, algorithms, issuer, audience, leeway, now };
      const verified = verifyJwt(token, { ...expected, keys });
      return verified instanceof Promise
        ? verified.then((later) => accept(token, later))
        : accept(token, verified);
    },
    watch: revocations?.watch?.bind(revocations),
  };
}

/** All the way down: claims of the application can be objects. As deep as JSON of 8 KiB at most. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  Object.values(value).forEach(freeze);
}

/** Verifies access tokens by the keys of an issuer elsewhere, which `importKey` makes fit for the runtime. */
export function createRemoteVerifier<K>(
  options: RemoteVerifierOptions,
  importKey: ImportKey<K>,
  verifyJwt: VerifyJwt<K, VerifiedJwt<K> | Promise<VerifiedJwt<K>>>,
): RemoteAccessTokenVerifier {
  const { timeout = 5, clock = systemClock, onError = () => undefined } = options;
  const keys = createRemoteKeys({ ...options, timeout, clock, onError }, importKey);
  return withRemoteKeys(createVerifier(keys, options, verifyJwt), keys);
}

/**
 * Adds the fetching of keys to a verifier that uses those in memory: when they have aged, for any
 * token, and when it names a `kid` that is unknown. Nothing else in a token leads to a fetch.
 */
function withRemoteKeys<K>(
  verifier: RemoteAccessTokenVerifier,
  keys: RemoteKeys<K>,
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
    watch: verifier.watch,
  };
}
