import type { Clock } from '../platform/clock.js';
import { AuthError } from '../platform/errors/auth-error.js';
import type { VerifyingKey, VerifyingKeys } from '../jwt/keys.js';
import {
  checkTimeout,
  fetchJson,
  fetchOf,
  sharesPromises,
  trustedUrl,
  type Connection,
} from './fetch-json.js';
import { keysOfSet, noKeyLeft, type NamedJwk } from './jwk-set.js';

/** Seconds between two fetches, for any tokens: junk causes twelve requests a minute at most. */
const coolDown = 5;
/** Seconds for which keys are taken as they are: `max-age` (RFC 9111 §5.2.2.1) within these bounds. */
const freshness = { least: 5, usual: 30, most: 60 };
/** Seconds for which keys are used while the issuer cannot be asked. By then its last tokens have expired. */
const outageLimit = 86_400;

export interface RemoteKeysOptions extends Connection {
  readonly jwksUri: string;
  /** Seconds for one fetch. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/**
 * Makes a key of a fetched set fit for the runtime.
 * @throws TypeError for a weak key, and one that does not fit its algorithm; or rejects with it
 */
export type ImportKey<K> = (source: NamedJwk) => VerifyingKey<K> | Promise<VerifyingKey<K>>;

/** A key, and what it was made of. */
interface Imported<K> {
  readonly source: string;
  readonly key: VerifyingKey<K>;
}
type ImportedKeys<K> = ReadonlyMap<string, Imported<K>>;

/** The keys of an issuer elsewhere. `find` answers from memory. */
export interface RemoteKeys<K> extends VerifyingKeys<K> {
  /**
   * Looks for a `kid` that `find` does not know: fetches the keys, unless that was done a moment ago.
   * @throws AuthError `ISSUER_UNAVAILABLE` when the issuer could not be asked: the token may be good
   */
  lookUp(kid: string): Promise<VerifyingKey<K> | undefined>;
  /**
   * Starts a fetch in the background when the keys at hand have aged. A promise when nobody has asked for
   * them in the last minute, so that a token must wait for it; it never rejects.
   */
  renew(): Promise<void> | undefined;
}

/**
 * Keeps the keys of a JWK Set (RFC 7517 §5) in memory and follows it: what the issuer has added or revoked
 * is known here within a minute. While it does not answer, or answers with something else, the keys that
 * were fetched last go on for a day. One fetch at a time, from this one address.
 * @throws TypeError for a URL that is neither https nor of this machine, unless it is allowed, and a timeout that is none
 */
export function createRemoteKeys<K>(
  options: RemoteKeysOptions,
  importKey: ImportKey<K>,
): RemoteKeys<K> {
  const { jwksUri, timeout, clock, onError } = options;
  const url = trustedUrl(jwksUri, 'jwksUri', options);
  const send = fetchOf(options);
  checkTimeout(timeout);
  let keys: ImportedKeys<K> = new Map();
  /** Of the last fetch that succeeded; times in milliseconds. */
  let fetched: { readonly at: number; readonly freshFor: number } | undefined;
  /** Why the last fetch failed, if it did. */
  let failure: { readonly cause: unknown } | undefined;
  let lastFetch = -Infinity;
  let fetching: Promise<void> | undefined;

  async function fetchKeys(): Promise<void> {
    const at = clock.now();
    try {
      const { body, headers } = await fetchJson(url, { fetch: send, timeout });
      keys = await importSet(readSet(body), { known: keys, importKey });
      fetched = { at, freshFor: freshnessOf(headers) };
      failure = undefined;
      if (keys.size === 0) onError(new TypeError(noKeyLeft));
    } catch (cause) {
      failure = { cause };
      if (fetched !== undefined && age(fetched.at) >= outageLimit * 1000) keys = new Map();
      onError(cause);
    } finally {
      lastFetch = clock.now();
      fetching = undefined;
    }
  }

  const fetchOnce = () =>
    sharesPromises() ? (fetching ??= fetchKeys()) : (fetching = fetchKeys());
  /** Also of a clock that was set back: better one fetch too many than none for hours. */
  const age = (time: number) => Math.abs(clock.now() - time);
  const isCooling = () =>
    (fetching === undefined || !sharesPromises()) && age(lastFetch) < coolDown * 1000;

  return {
    find: (kid) => keys.get(kid)?.key,

    async lookUp(kid) {
      if (!isCooling()) await fetchOnce();
      const key = keys.get(kid)?.key;
      if (key !== undefined || failure === undefined) return key;
      throw new AuthError('ISSUER_UNAVAILABLE', { ...failure, retryAfter: coolDown });
    },

    renew() {
      if (fetched === undefined || age(fetched.at) < fetched.freshFor) return undefined;
      const present = isCooling() ? undefined : fetchOnce();
      // During an outage nobody waits for the next attempt.
      const mustWait = failure === undefined && age(fetched.at) >= freshness.most * 1000;
      return mustWait ? present : undefined;
    },
  };
}

/** @throws TypeError for anything else than a JWK Set, or for a private key in it */
function readSet(body: unknown): NamedJwk[] {
  const keys: unknown = typeof body === 'object' && body !== null && 'keys' in body && body.keys;
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'object' && key !== null)) {
    throw new TypeError('the answer is not a JWK Set');
  }
  return keysOfSet({ keys });
}

/** A key that is known stays the same object: caches tell by identity that it is still trusted. */
async function importSet<K>(
  set: readonly NamedJwk[],
  { known, importKey }: { known: ImportedKeys<K>; importKey: ImportKey<K> },
): Promise<ImportedKeys<K>> {
  const imported = set.map(async (each): Promise<[string, Imported<K>]> => {
    const source = JSON.stringify(each);
    const before = known.get(each.kid);
    const kept = before?.source === source ? before : { source, key: await importKey(each) };
    return [each.kid, kept];
  });
  return new Map(await Promise.all(imported));
}

/** Milliseconds. */
function freshnessOf(headers: Headers): number {
  const maxAge = /(?:^|[\s,])max-age="?(\d+)/i.exec(headers.get('cache-control') ?? '')?.[1];
  const seconds = maxAge === undefined ? freshness.usual : Number(maxAge);
  return Math.min(Math.max(seconds, freshness.least), freshness.most) * 1000;
}
