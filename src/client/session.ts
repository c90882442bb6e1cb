import { createBackoff, deviceClock, type Clock } from './backoff.js';
import { sendingDeviceId } from './device-id.js';
import { createNotes } from './notes.js';
import { createRenewal } from './renewal.js';
import { callSafely, report } from './result.js';
import { readingOldKey, type TokenStorage } from './storage.js';
import { createSingleTab, createTabs, type Tabs } from './tabs.js';
import { createTokenSource } from './token-source.js';
import { createTransport } from './transport.js';
import { createTokenStore } from './token-store.js';
import { createVerbs, type Session } from './verbs.js';

export interface SessionOptions {
  /** The GraphQL address of the service, such as `https://auth.example.com/graphql`. */
  readonly url: string;
  /** Keeps the pair through reloads. Without it, and without `cookies`, the pair lives in memory only. */
  readonly storage?: TokenStorage;
  /** Cookie mode (docs/guides/browser-cookies.md): the browser keeps the refresh token from all scripts. */
  readonly cookies?: boolean;
  /** Seconds that an access token has to be good for, or it is renewed first: 30. At most half of its life. */
  readonly margin?: number;
  /**
   * Names the session among tabs and in the storage: two sessions of one page need two. By default, `authgraph.` and
   * the URL, with other characters than letters, digits, `.` and `-` as `_` and their code.
   */
  readonly key?: string;
  /**
   * Hears what the storage throws when it cannot write or remove the pair: it is full, blocked, or refuses the
   * key or the length. The session goes on in memory, and a reload is signed out. By default, `console.error`.
   * @example onStorageError: (error) => reportToUs('the session is not stored', error)
   */
  readonly onStorageError?: (error: unknown) => void;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly tabs?: Tabs;
}

/**
 * A session with the service at `url`. Making one touches nothing, so it is safe where pages are rendered;
 * `resume`, or the first request, starts it.
 * @throws TypeError for `cookies` with `storage`: a stored token is what cookie mode is there to avoid
 */
export function createSession(options: SessionOptions): Session {
  const { url, cookies = false, key = keyOf(url), clock = deviceClock } = options;
  const storage =
    options.key === undefined && options.storage
      ? readingOldKey(options.storage, `authgraph:${url}`)
      : options.storage;
  if (cookies && storage) throw new TypeError('give "cookies" or "storage", not both');
  const shared = cookies || storage?.shared === true;
  const tabs = options.tabs ?? (shared ? createTabs(key) : createSingleTab());
  const margin = (options.margin ?? 30) * 1000;
  // Notes are not the app's storage: without them, only lost replies have a shorter grace.
  const onError = (error: unknown) =>
    cookies ? undefined : callSafely(options.onStorageError ?? report, error);

  const send = createTransport({ url, cookies, fetch: options.fetch });
  const kept = cookies ? createNotes() : storage;
  // Past what reads the old key. A storage of one tab would make each tab a device, and that of a server each of its users.
  const isKept = shared || (globalThis as Page).navigator?.product === 'ReactNative';
  const sendSignIn = sendingDeviceId(send, isKept ? (options.storage ?? kept) : undefined, key);
  const tokenStore = createTokenStore({ key, storage: kept, cookies, tabs, clock, onError });
  const backoff = createBackoff(clock);
  const renewal = createRenewal({ send, tokenStore, tabs, backoff, margin, cookies });
  const source = createTokenSource({ tokenStore, renewal, margin, cookies });
  const stopListening = onOnline(() => {
    if (!backoff.isOn()) return;
    backoff.reset();
    source.accessToken().catch(() => undefined);
  });

  return {
    ...createVerbs({ send, sendSignIn, tokenStore, tabs, renewal, source }),
    state: tokenStore.state,
    subscribe: tokenStore.subscribe,
    onUserChange: tokenStore.onUserChange,
    resume: source.resume,
    accessToken: source.accessToken,
    usableToken: () => tokenStore.accessToken(margin),
    close() {
      stopListening();
      tabs.close();
    },
  };
}

/** What a page has, and a server has not. */
interface Page {
  readonly document?: unknown;
  /** React Native has one of its own. */
  readonly navigator?: { readonly product?: string };
  addEventListener?(type: 'online', listener: () => void): void;
  removeEventListener?(type: 'online', listener: () => void): void;
}

/** Calls `listener` whenever the device is back on the network. Returns the way to stop it. */
function onOnline(listener: () => void): () => void {
  const page = globalThis as Page;
  if (page.document === undefined) return () => undefined;
  page.addEventListener?.('online', listener);
  return () => page.removeEventListener?.('online', listener);
}

/** Of letters, digits, `.`, `-` and `_`: Expo's SecureStore takes no others. */
function keyOf(url: string): string {
  const code = (character: string) => `_${character.charCodeAt(0).toString(16)}`;
  return `authgraph.${url.replace(/[^A-Za-z0-9.-]/g, code)}`;
}
