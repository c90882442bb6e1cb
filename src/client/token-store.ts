import type { ErrorReason } from '../platform/errors/auth-error.js';
import type { PairFragment } from '../generated/client-operations.js';
import { type TokenStorage, createPairSaver } from './storage.js';
import type { Tabs } from './tabs.js';
import { startStopwatch, type Clock } from './backoff.js';
import { createStateCell, type SessionState } from './result.js';

export interface TokenStoreOptions {
  readonly key: string;
  readonly storage: TokenStorage | undefined;
  readonly tabs: Tabs;
  readonly clock: Clock;
}

/** What other tabs are told. */
interface News {
  readonly pair: PairFragment | undefined;
  readonly savedAt: number;
  readonly state: SessionState;
}

/** The pair that this tab holds: in memory, in the storage, and the same in all tabs. */
export type TokenStore = ReturnType<typeof createTokenStore>;

export function createTokenStore({ key, storage, tabs, clock }: TokenStoreOptions) {
  const state = createStateCell();
  const saver = createPairSaver(key, storage);
  let pair: PairFragment | undefined;
  /** When the pair came or went. What is older is late, and does not count. */
  let changedAt = 0;
  /** Milliseconds that the access token has lived. */
  let age = () => 0;

  tabs.onMessage((message) => {
    const news = message as News;
    if (news.savedAt <= changedAt) return;
    hold(news.pair, news.savedAt);
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
      hold(next, nextMoment());
      await saver.write({ pair: next, savedAt: changedAt });
      tell({ status: 'signedIn', user: next.user });
    },

    /** Signed out, here and in all tabs. */
    async drop(reason: ErrorReason | null): Promise<void> {
      hold(undefined, nextMoment());
      tell({ status: 'signedOut', reason });
      await saver.remove();
    },

    /** Nobody is signed in, as far as this tab can know. */
    settle(): void {
      state.set({ status: 'signedOut', reason: null });
    },

    /**
     * Takes what is saved, if it is later than what is held: another tab was quicker, or the page is new.
     * An older pair, or none, is no news: browsers show a tab late what another one has stored.
     */
    async load(): Promise<void> {
      const saved = await saver.read();
      if (saved === undefined || saved.savedAt <= changedAt) return;
      hold(saved.pair, saved.savedAt, clock.now() - saved.savedAt);
      state.set({ status: 'signedIn', user: saved.pair.user });
    },
  };

  function nextMoment(): number {
    return Math.max(clock.now(), changedAt + 1);
  }

  function hold(next: PairFragment | undefined, at: number, spent = 0): void {
    const sinceNow = startStopwatch(clock);
    [pair, changedAt] = [next, at];
    age = () => spent + sinceNow();
  }

  function tell(next: SessionState): void {
    tabs.publish({ pair, savedAt: changedAt, state: next } satisfies News);
    state.set(next);
  }
}
