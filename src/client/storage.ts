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
