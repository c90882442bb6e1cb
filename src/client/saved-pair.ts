import type { PairFragment } from '../generated/client-operations.js';
import type { TokenStorage } from './storage.js';

/** A pair, and when this device got it. */
export interface SavedPair {
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
