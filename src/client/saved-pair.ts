import type { PairFragment } from '../generated/client-operations.js';
import type { Clock } from './clock.js';
import type { TokenStorage } from './storage.js';

export interface SavedPairOptions {
  /** The name to store under. */
  readonly key: string;
  readonly storage: TokenStorage | undefined;
  readonly clock: Clock;
}

interface Saved {
  readonly pair: PairFragment;
  /** Milliseconds since the Unix epoch, by this device's clock, which alone reads them. */
  readonly savedAt: number;
}

/** The pair as it rests in the storage, if there is one. */
export function createSavedPair({ key, clock, ...options }: SavedPairOptions) {
  let { storage } = options;
  return {
    /** Whether a pair is saved at all. */
    isOn: () => storage !== undefined,

    /** @returns the pair, and the milliseconds it has rested */
    async read(): Promise<{ pair: PairFragment; spent: number } | undefined> {
      const saved = parse((await storage?.getItem(key)) ?? null);
      return saved && { pair: saved.pair, spent: clock.now() - saved.savedAt };
    },

    async write(pair: PairFragment): Promise<void> {
      const text = JSON.stringify({ pair, savedAt: clock.now() } satisfies Saved);
      try {
        await storage?.setItem(key, text);
        if ((await storage?.getItem(key)) === text) return;
      } catch {
        // Full, or blocked.
      }
      // From now on memory has to do. The old pair must go, or a reload would use it once more, which the
      // service takes for theft.
      const failing = storage;
      storage = undefined;
      await Promise.resolve(failing?.removeItem(key)).catch(() => undefined);
    },

    async remove(): Promise<void> {
      await storage?.removeItem(key);
    },
  };
}

/** Whatever else was written there is nobody's session. */
function parse(text: string | null): Saved | undefined {
  try {
    const saved = JSON.parse(text ?? '') as Partial<Saved> | null;
    const { accessToken, refreshToken } = saved?.pair ?? {};
    return typeof accessToken === 'string' && typeof refreshToken === 'string'
      ? (saved as Saved)
      : undefined;
  } catch {
    return undefined;
  }
}
