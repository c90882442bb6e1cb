import type { ErrorReason } from '../errors.js';
import type { PairFragment } from '../generated/client-operations.js';
import { startStopwatch, type Clock } from './clock.js';
import { createSavedPair } from './saved-pair.js';
import { createStateCell, type SessionState } from './state.js';
import type { TokenStorage } from './storage.js';
import type { Tabs } from './tabs.js';

export interface VaultOptions {
  readonly key: string;
  readonly storage: TokenStorage | undefined;
  readonly tabs: Tabs;
  readonly clock: Clock;
}

/** What other tabs are told. */
interface News {
  readonly pair: PairFragment | undefined;
  readonly state: SessionState;
}

/** The pair that this tab holds: in memory, in the storage, and the same in all tabs. */
export type Vault = ReturnType<typeof createVault>;

export function createVault({ key, storage, tabs, clock }: VaultOptions) {
  const state = createStateCell();
  const saved = createSavedPair({ key, storage, clock });
  let pair: PairFragment | undefined;
  /** Milliseconds that the access token has lived. */
  let age = () => 0;

  tabs.onMessage((message) => {
    const news = message as News;
    hold(news.pair);
    state.set(news.state);
  });

  return {
    state: state.get,
    subscribe: state.subscribe,
    pair: () => pair,

    /** @param margin milliseconds that the token has to be good for; at most half of its life */
    accessToken(margin: number): string | undefined {
      if (pair === undefined) return undefined;
      const lifetime = pair.expiresIn * 1000;
      return age() < lifetime - Math.min(margin, lifetime / 2) ? pair.accessToken : undefined;
    },

    /** A new pair, after a sign-in or a refresh. */
    async keep(next: PairFragment): Promise<void> {
      hold(next);
      await saved.write(next);
      tell({ status: 'signedIn', user: next.user });
    },

    /** Signed out, here and in all tabs. */
    async drop(reason: ErrorReason | null): Promise<void> {
      hold(undefined);
      tell({ status: 'signedOut', reason });
      await saved.remove();
    },

    /** Takes what is saved: another tab may have been quicker, or the page is new. */
    async load(): Promise<void> {
      if (!saved.isOn()) return;
      const found = await saved.read();
      if (found === undefined) settle();
      else if (found.pair.accessToken !== pair?.accessToken) {
        hold(found.pair, found.spent);
        state.set({ status: 'signedIn', user: found.pair.user });
      }
    },

    settle,
  };

  /** Nobody is signed in, as far as this tab can know. */
  function settle(): void {
    hold(undefined);
    if (state.get().status !== 'signedOut') state.set({ status: 'signedOut', reason: null });
  }

  function hold(next: PairFragment | undefined, spent = 0): void {
    const sinceNow = startStopwatch(clock);
    pair = next;
    age = () => spent + sinceNow();
  }

  function tell(next: SessionState): void {
    tabs.publish({ pair, state: next } satisfies News);
    state.set(next);
  }
}
