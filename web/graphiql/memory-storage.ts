/**
 * What GraphiQL would keep in `localStorage`: variables, with passwords in them, and headers with tokens.
 * Here it ends with the page, and no script that comes later finds any of it.
 */
export function createMemoryStorage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
    get length() {
      return items.size;
    },
  };
}
