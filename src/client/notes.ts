import type { TokenStorage } from './storage.js';

/** IndexedDB, as far as it is used here. */
interface Host {
  readonly indexedDB?: { open(name: string, version: number): OpenRequest };
}
interface Request<Result> {
  readonly result: Result;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}
interface OpenRequest extends Request<Database> {
  onupgradeneeded: (() => void) | null;
}
interface Database {
  createObjectStore(name: string): unknown;
  transaction(store: string, mode: 'readonly' | 'readwrite'): Transaction;
  close(): void;
}
interface Transaction {
  objectStore(name: string): Store;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
}
interface Store {
  get(key: string): Request<string | undefined>;
  put(text: string, key: string): Request<unknown>;
  delete(key: string): Request<unknown>;
}

/** Milliseconds for IndexedDB: browsers have had faults by which it never answers. */
const timeout = 1_000;

/**
 * What cookie mode remembers, for all tabs and workers of the origin: the count of changes, who was signed in last,
 * and the idempotency key of a refresh. No token is among it. Without IndexedDB there are no tabs either, and
 * memory does.
 */
export function createNotes(): TokenStorage | undefined {
  const { indexedDB } = globalThis as Host;
  if (!indexedDB) return undefined;

  return {
    // Notes that cannot be read are none; nobody is kept from signing in.
    getItem: (key) => run('readonly', (store) => store.get(key)).catch(() => null),
    setItem: (key, text) => run('readwrite', (store) => store.put(text, key)),
    removeItem: (key) => run('readwrite', (store) => store.delete(key)).catch(() => undefined),
  };

  function run(mode: 'readonly' | 'readwrite', work: (store: Store) => Request<unknown>) {
    return new Promise<string | null>((resolve, reject) => {
      const fail = () => reject(new Error('IndexedDB does not work here.'));
      const timer = setTimeout(fail, timeout);
      const opening = (indexedDB as NonNullable<Host['indexedDB']>).open('authgraph', 1);
      opening.onerror = fail;
      opening.onupgradeneeded = () => opening.result.createObjectStore('notes');
      opening.onsuccess = () => {
        const database = opening.result;
        const transaction = database.transaction('notes', mode);
        const request = work(transaction.objectStore('notes'));
        transaction.onabort = fail;
        transaction.oncomplete = () => {
          clearTimeout(timer);
          database.close();
          resolve((request.result as string | undefined) ?? null);
        };
      };
    });
  }
}
