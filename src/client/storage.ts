import type { PairFragment } from '../generated/client-operations.js';
import { uncounted, type Order } from './order.js';
import type { SessionUser } from './result.js';

/** Where the pair survives a reload: Web Storage and React Native's AsyncStorage are of this shape. */
export interface TokenStorage {
  /** @returns what was set last, or `null`; a rejection signs nobody out */
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, text: string): unknown;
  removeItem(key: string): unknown;
  /** Whether all tabs of the origin see the same, as with localStorage and unlike sessionStorage. */
  readonly shared?: boolean;
}

/**
 * The pair in `localStorage`: it survives a reload, and all tabs share it.
 *
 * **Danger**: every script that gets into the page (XSS, a bad dependency, a browser extension) reads the
 * refresh token and carries the session away, to use it from elsewhere until it ends. Cookie mode has no
 * such hole; prefer it, or memory, wherever a page is served.
 *
 * It is for pages. Elsewhere nothing is kept: a server that has a localStorage (Deno, Node.js with
 * `--localstorage-file`) has one for all of its users. Nor is it where a browser blocks it.
 * @example createSession({ url, storage: createLocalStorage() })
 */
export function createLocalStorage(): TokenStorage {
  return {
    get shared() {
      return localStorageHere() !== undefined;
    },
    getItem: (key) => localStorageHere()?.getItem(key) ?? null,
    setItem: (key, text) => localStorageHere()?.setItem(key, text),
    removeItem: (key) => localStorageHere()?.removeItem(key),
  };
}

function localStorageHere(): TokenStorage | undefined {
  const page = globalThis as { document?: unknown; localStorage?: TokenStorage | null };
  // On a server, even looking at it can be an error, or a warning.
  if (page.document === undefined) return undefined;
  try {
    return page.localStorage ?? undefined;
  } catch {
    // The browser blocks it: even looking at it is a SecurityError.
    return undefined;
  }
}

/**
 * Reads what an earlier release stored under `oldKey`, and removes it when the session is stored anew or ends. Only
 * where all tabs share the storage, which is localStorage: others, such as Expo's SecureStore, refuse such a key.
 */
export function readingOldKey(storage: TokenStorage, oldKey: string): TokenStorage {
  let old: string | null | undefined;
  async function removeOld(): Promise<void> {
    if (typeof old === 'string') await storage.removeItem(oldKey);
    old = null;
  }

  return {
    get shared() {
      return storage.shared === true;
    },
    async getItem(key) {
      const text = await storage.getItem(key);
      if (text !== null || old === null || !storage.shared) return text;
      return (old = await storage.getItem(oldKey));
    },
    async setItem(key, text) {
      await storage.setItem(key, text);
      await removeOld();
    },
    async removeItem(key) {
      await storage.removeItem(key);
      await removeOld();
    },
  };
}

/** What rests in the storage while someone is signed in. */
export interface SavedSession {
  readonly order: Order;
  /** Milliseconds since the Unix epoch, by this device's clock. Only the age of the access token is taken from it. */
  readonly savedAt: number;
  /** Unknown in cookie mode until the first answer. */
  readonly user?: SessionUser | undefined;
  /** Absent in cookie mode, where no script may read it. */
  readonly pair?: PairFragment | undefined;
  /** The idempotency key of the refresh that is under way, or whose reply was lost. */
  readonly rotation?: string | undefined;
}

export interface SaverOptions {
  readonly key: string;
  readonly storage: TokenStorage | undefined;
  readonly cookies: boolean;
  /** Hears what a storage throws that cannot write. */
  readonly onError: (error: unknown) => void;
}

/** The session as it rests in the storage under `key`, if there is a storage. */
export function createSaver({ key, storage, cookies, onError }: SaverOptions) {
  let last: SavedSession | undefined;

  return {
    /** What is stored, at the beginning of a turn. Rejects where the storage cannot be read. */
    async read(): Promise<SavedSession | undefined> {
      last = undefined;
      return (last = await parsed());
    },

    /** What is stored now: another tab may have been there. A storage that fails by now counts as unchanged. */
    readAgain: () => parsed().catch(() => last),

    /** What was stored at the beginning of the turn, unless it was removed since. */
    last: () => last,

    /** @returns whether it is stored, or held by the memory of the one tab that there is */
    set,

    /**
     * Full, or blocked: memory has to do. The old pair must go then, or a reload would use it once more, which
     * the service takes for theft.
     */
    async write(saved: SavedSession): Promise<void> {
      if (!(await set(saved))) await remove().catch(() => undefined);
    },

    remove,
  };

  async function parsed(): Promise<SavedSession | undefined> {
    return parse((await storage?.getItem(key)) ?? null, cookies);
  }

  async function set(saved: SavedSession): Promise<boolean> {
    const { user, pair, ...others } = saved;
    try {
      const text = JSON.stringify(cookies ? { ...others, user } : { ...others, pair });
      await storage?.setItem(key, text);
      return true;
    } catch (error) {
      onError(error);
      return false;
    }
  }

  /** Rejects where it is still there. */
  async function remove(): Promise<void> {
    last = undefined;
    try {
      await storage?.removeItem(key);
    } catch (error) {
      onError(error);
      throw error;
    }
  }
}

/** Anything else in the storage is not a session. */
function parse(text: string | null, cookies: boolean): SavedSession | undefined {
  try {
    const saved = JSON.parse(text ?? '') as Partial<SavedSession> | null;
    if (typeof saved !== 'object' || saved === null) return undefined;
    const { order = uncounted, savedAt = 0, user, pair, rotation } = saved;
    if (cookies) return { order, savedAt, user, rotation };
    const tokens: unknown[] = [pair?.accessToken, pair?.refreshToken];
    if (!tokens.every((token) => typeof token === 'string')) return undefined;
    return { order, savedAt, user: pair?.user, pair, rotation };
  } catch {
    return undefined;
  }
}
