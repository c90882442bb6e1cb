/** What a page has, and a server has not. */
interface Page {
  readonly document?: unknown;
  addEventListener?(type: 'online', listener: () => void): void;
  removeEventListener?(type: 'online', listener: () => void): void;
}

/** Calls `listener` whenever the device is back on the network. Returns the way to stop it. */
export function onOnline(listener: () => void): () => void {
  const page = globalThis as Page;
  if (page.document === undefined) return () => undefined;
  page.addEventListener?.('online', listener);
  return () => page.removeEventListener?.('online', listener);
}
