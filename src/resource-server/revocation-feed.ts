import { systemClock, type Clock } from '../platform/clock.js';
import { AuthError } from '../platform/errors/auth-error.js';
import {
  followRevocations,
  isWrongCredentials,
  unref,
  type FeedMessage,
} from './revocation-stream.js';
import { RevocationEntries } from './revocation-entries.js';
import type { RevocableClaims } from './revocation-watchers.js';
import {
  clientHeaders,
  fetchOf,
  trustedUrl,
  type Connection,
  type ServiceClient,
} from './fetch-json.js';
import type { RevocationCheck } from './verifier-options.js';

/** Milliseconds without a word: the service says something each 15 seconds. */
const maxSilence = 45_000;

const unknown = 'the service tells of revocations that this version ignores';

export interface RevocationFeedOptions extends Connection, ServiceClient {
  /** The service's `/revocations`; https, or http on this machine, or with `allowInsecure` anywhere. */
  readonly url: string;
  /**
   * How many ended sessions and users are kept in memory, about 150 bytes each, for as long as a token can live. The
   * oldest go first; then the status is `behind`. Default 100,000.
   */
  readonly maxEntries?: number;
  /**
   * Seconds without word from the service, from 20, after which every token is refused with `ISSUER_UNAVAILABLE`, and
   * from the start until the first word. Default: never; tokens are then accepted until they expire.
   */
  readonly refuseAfter?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Called when the status changes, for the log or a metric. It must not throw. */
  readonly onStatus?: (status: RevocationFeedStatus) => void;
  /** Called for each connection that failed, for the log; for wrong credentials once. It must not throw. */
  readonly onError?: (error: unknown) => void;
}

/**
 * `connecting`: at the start, until the first attempt has an outcome. `live`: all that was revoked until about a second
 * ago is known. `behind`: it may not be, and a revoked token may be accepted until it expires. `closed`: by `close`.
 */
export type RevocationFeedStatus = 'connecting' | 'live' | 'behind' | 'closed';

export interface RevocationFeed extends RevocationCheck {
  /** Whether a token with these verified claims is known to be revoked. Without any I/O. */
  isRevoked(claims: RevocableClaims): boolean;
  readonly status: RevocationFeedStatus;
  /** Ends the connection, which otherwise keeps the process alive. What is known stays. */
  close(): void;
}

/**
 * Follows what the service revokes: ended sessions, changed roles, disabled users. Their tokens are refused about a
 * second later, and their open streams end, without a question for each of them. A lost connection is made again, and goes on where it ended.
 * On Cloudflare Workers nothing outlives a request: use `createIntrospection` there.
 * @example
 * const revocations = createRevocationFeed({
 *   url: 'https://auth.example.com/revocations',
 *   clientId: 'notes-api',
 *   clientSecret: process.env.AUTHGRAPH_CLIENT_SECRET,
 *   onStatus: (status) => console.log('revocations:', status),
 * });
 * const verifier = createAccessTokenVerifier({ jwksUri, issuer, audience, revocations });
 * @throws TypeError for a URL that is neither https nor of this machine, and numbers that are out of bounds
 */
export function createRevocationFeed(options: RevocationFeedOptions): RevocationFeed {
  const { url, maxEntries = 100_000, refuseAfter, clock = systemClock } = options;
  const { onError = () => undefined } = options;
  checkBounds(maxEntries, refuseAfter);
  const entries = new RevocationEntries(maxEntries);
  /** Milliseconds. */
  let lifetime = Infinity;
  let heardAt = -Infinity;
  let isConnected = false;
  const gap = createGap(clock, onError);
  const failures = createFailures(onError);
  const status = createStatus(options.onStatus);

  /** Also of a clock that was set back. */
  const age = (time: number) => Math.abs(clock.now() - time);

  function receive(message: FeedMessage): void {
    heardAt = clock.now();
    if (message.type === 'unknown revocation') gap.open(unknown, lifetime);
    else if (message.type === 'revocation') {
      if (!entries.add(message.revocation, heardAt)) return;
      gap.open(`more than ${maxEntries} revocations`, lifetime);
    } else {
      lifetime = message.lifetime * 1000;
      isConnected = true;
      failures.forget();
    }
    status.set(isConnected && !gap.isOpen(lifetime) ? 'live' : 'behind');
  }

  const stream = followRevocations({
    url: trustedUrl(url, 'url', options),
    send: fetchOf(options),
    headers: clientHeaders(options),
    isSilent: (since) => age(Math.max(since, heardAt)) >= maxSilence,
    now: () => clock.now(),
    receive,
    lost(error) {
      isConnected = false;
      status.set('behind');
      failures.add(error);
    },
  });
  const stopLooking = everySecond(() => {
    entries.prune(clock.now(), lifetime);
    stream.look();
  });

  return {
    isRevoked: (claims) => entries.has(claims),
    watch: (claims, revoked) => entries.watchers.add(claims, revoked),
    check(claims) {
      if (entries.has(claims)) throw new AuthError('TOKEN_REVOKED');
      if (refuseAfter === undefined || age(heardAt) < refuseAfter * 1000) return;
      throw new AuthError('ISSUER_UNAVAILABLE', { retryAfter: 1 });
    },
    get status() {
      return status.get();
    },
    close() {
      stopLooking();
      status.set('closed');
      stream.close();
    },
  };
}

function createStatus(onChange: RevocationFeedOptions['onStatus']) {
  let present: RevocationFeedStatus = 'connecting';
  return {
    get: () => present,
    set(next: RevocationFeedStatus): void {
      if (present === next || present === 'closed') return;
      present = next;
      onChange?.(next);
    },
  };
}

/** What is missing among the entries, for as long as there may be tokens (`lifetime`, ms) that it would refuse. */
function createGap(clock: Clock, onError: (error: unknown) => void) {
  let openedAt = -Infinity;
  const isOpen = (lifetime: number) => Math.abs(clock.now() - openedAt) < lifetime;
  return {
    isOpen,
    open(what: string, lifetime: number): void {
      if (!isOpen(lifetime)) onError(new Error(what));
      openedAt = clock.now();
    },
  };
}

/** Connections that failed: of wrong credentials it is said once, since each attempt is the same. */
function createFailures(onError: (error: unknown) => void) {
  let isRefused = false;
  return {
    add(error: unknown): void {
      const wasRefused = isRefused;
      isRefused = isWrongCredentials(error);
      if (!wasRefused || !isRefused) onError(error);
    },
    forget(): void {
      isRefused = false;
    },
  };
}

function everySecond(work: () => void): () => void {
  const timer = setInterval(work, 1000);
  unref(timer);
  return () => clearInterval(timer);
}

function checkBounds(maxEntries: number, refuseAfter = 20): void {
  if (!(Number.isSafeInteger(maxEntries) && maxEntries > 0)) {
    throw new TypeError('"maxEntries" must be a whole number from 1');
  }
  if (!(refuseAfter >= 20)) throw new TypeError('"refuseAfter" must be seconds from 20');
}
