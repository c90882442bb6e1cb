import type { PairFragment } from '../generated/client-operations.js';

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
 * Where there is no localStorage (on a server, in a browser that blocks it), nothing is kept.
 */
export function createLocalStorage(): TokenStorage {
  return {
    shared: true,
    getItem: (key) => localStorageHere()?.getItem(key) ?? null,
    setItem: (key, text) => localStorageHere()?.setItem(key, text),
    removeItem: (key) => localStorageHere()?.removeItem(key),
  };
}

function localStorageHere(): TokenStorage | undefined {
  try {
    return (globalThis as { localStorage?: TokenStorage }).localStorage;
  } catch {
    // The browser blocks it: even looking at it is a SecurityError.
    return undefined;
  }
}

/** A pair, and when this device got it. */
interface SavedPair {
  readonly pair: PairFragment;
  /** Milliseconds since the Unix epoch, by this device's clock. A later pair has a higher number, always. */
  readonly savedAt: number;
}

/** The pair as it rests in the storage under `key`, if there is a storage. */
export function createPairSaver(key: string, storage: TokenStorage | undefined) {
  return {
    async read(): Promise<SavedPair | undefined> {
      return parse((await storage?.getItem(key)) ?? null);
    },

    async write(saved: SavedPair): Promise<void> {
      try {
        await storage?.setItem(key, JSON.stringify(saved));
      } catch {
        // Full, or blocked: memory has to do. The old pair must go, or a reload would use it once more, which
        // the service takes for theft.
        await Promise.resolve(storage?.removeItem(key)).catch(() => undefined);
      }
    },

    async remove(): Promise<void> {
      await storage?.removeItem(key);
    },
  };
}

/** Whatever else was written there is nobody's session. */
function parse(text: string | null): SavedPair | undefined {
  try {
    const saved = JSON.parse(text ?? '') as Partial<SavedPair> | null;
    const { accessToken, refreshToken } = saved?.pair ?? {};
    return typeof accessToken === 'string' && typeof refreshToken === 'string'
      ? (saved as SavedPair)
      : undefined;
  } catch {
    return undefined;
  }
}
