import type { ErrorReason } from '../app/facts.js';
import type { PairFragment } from '../generated/client-operations.js';
import type { Clock } from './backoff.js';
import { createHeldSession } from './held-session.js';
import type { Order } from './order.js';
import { createStateCell, isOpen, type SessionState } from './result.js';
import { createRotationKey } from './rotation-key.js';
import { createSaver, type SavedSession, type SaverOptions } from './storage.js';
import type { Tabs } from './tabs.js';

export interface TokenStoreOptions extends SaverOptions {
  readonly tabs: Tabs;
  readonly clock: Clock;
}

/** A message to other tabs. */
interface News {
  readonly order: Order;
  readonly pair: PairFragment | undefined;
  readonly state: SessionState;
  /** Whether this was a renewal, which makes no tab another user's. */
  readonly isRenewal: boolean;
}

/**
 * Where a pair comes from. A sign-in replaces what is there, a proof of the password a pair of the same user,
 * and a renewal the one pair that it has used up.
 */
export type Origin = 'signIn' | 'proof' | 'renewal';

/** The session that this tab holds: in memory, in the storage, and the same in all tabs. */
export type TokenStore = ReturnType<typeof createTokenStore>;

/** `keep` and `drop` are called in the tabs' turn, and after `load`. */
export function createTokenStore({ tabs, clock, ...saverOptions }: TokenStoreOptions) {
  const state = createStateCell();
  const saver = createSaver(saverOptions);
  const held = createHeldSession(clock);
  const parts: Parts = { state, saver, held, tabs };

  tabs.onMessage((message) => {
    const news = message as News;
    // What is known of it from the storage lacks the pair in cookie mode.
    const isMissing = held.order.isHeld(news.order) && held.pair() === undefined;
    if (!held.order.isNewer(news.order) && !isMissing) return;
    if (news.isRenewal && held.isOther(news.pair?.user)) return;
    held.hold(news.pair, news.order);
    state.set(news.state);
  });

  return {
    state: state.get,
    subscribe: state.subscribe,
    onUserChange: state.onUserChange,
    pair: held.pair,
    accessToken: held.accessToken,

    /**
     * Takes what is saved, if it is later than what is held: another tab was quicker, or the page is new.
     * An older pair, or none, is ignored: browsers show a tab late what another one has stored.
     */
    async load(): Promise<void> {
      const saved = await saver.read();
      if (saved === undefined) return;
      if (held.order.isNewer(saved.order)) adopt(parts, saved);
      else if (held.order.isHeld(saved.order)) held.setRotation(saved.rotation);
    },

    /** @param refused a key that the service has seen before */
    rotationKey: (refused?: string) => rotationKey(parts, refused),

    /** A new pair. It is dropped if another tab has gone on meanwhile, because this one had its turn for too long. */
    keep: (next: PairFragment, origin: Origin) => keep(parts, next, origin),

    /**
     * Signed out, here and in all tabs. The listeners are called after the pair is gone, and even if it is not.
     * @param unlessLater a pair that another tab has got meanwhile stays
     * @throws what the storage throws that does not remove the pair
     */
    drop: (reason: ErrorReason | null, unlessLater = false) => drop(parts, reason, unlessLater),

    /** The service could not be asked. Whoever was signed in last is shown as such. */
    goOffline(): void {
      const user = held.user();
      if (user !== undefined && state.get().status === 'unknown') {
        state.set({ status: 'offline', user });
      }
    },

    /** Nobody is signed in, as far as this tab can know. */
    settle(): void {
      state.set(signedOut);
    },
  };
}

interface Parts {
  readonly state: ReturnType<typeof createStateCell>;
  readonly saver: ReturnType<typeof createSaver>;
  readonly held: ReturnType<typeof createHeldSession>;
  readonly tabs: Tabs;
}

const signedOut: SessionState = { status: 'signedOut', reason: null };

/**
 * The idempotency key of the refresh that comes: the one of the refresh before, if its reply was lost. It is written
 * before it is sent, so that any tab can ask again, and after a reload.
 * @returns `null` where it cannot be written: a tab that does not know it would send another one
 */
async function rotationKey({ saver, held }: Parts, refused?: string): Promise<string | null> {
  const known = held.rotation();
  if (known !== undefined && known !== refused) return known;
  if (held.isOther(saver.last()?.user)) return null;
  const key = createRotationKey();
  held.setRotation(key);
  if (key !== undefined && (await saver.set(held.saved()))) return key;
  held.setRotation(undefined);
  return null;
}

async function keep(parts: Parts, next: PairFragment, origin: Origin): Promise<void> {
  const { state, saver, held } = parts;
  const found = await saver.readAgain();
  const isOthers = found?.user !== undefined && found.user.id !== next.user.id;
  const isLater = found !== undefined && held.order.isNewer(found.order);
  if (isLater && (origin === 'renewal' || (origin === 'proof' && isOthers))) {
    adopt(parts, found);
  } else if (found === undefined && saver.last() !== undefined && origin !== 'signIn') {
    // Another tab has signed out.
    held.hold(undefined, held.order.next());
    state.set(signedOut);
  } else {
    const isRenewal = origin !== 'signIn' && held.user()?.id === next.user.id;
    if (isLater) held.order.take(found.order, false);
    held.hold(next, held.order.next());
    // The storage shows late what this tab has heard of, or this tab has missed it: nothing is overwritten.
    const isDoubtful = isRenewal && isOthers;
    if (!isDoubtful) await saver.write(held.saved());
    tell(parts, { status: 'signedIn', user: next.user }, { isRenewal, isDoubtful });
  }
}

async function drop(parts: Parts, reason: ErrorReason | null, unlessLater: boolean): Promise<void> {
  const { saver, held } = parts;
  const found = await saver.readAgain();
  const isDoubtful = held.isOther(found?.user);
  if (found !== undefined && held.order.isNewer(found.order)) {
    if (unlessLater || isDoubtful) {
      adopt(parts, found);
      return;
    }
    held.order.take(found.order, false);
  }
  held.hold(undefined, held.order.next());
  try {
    if (!isDoubtful) await saver.remove();
  } finally {
    tell(parts, { status: 'signedOut', reason }, { isRenewal: false, isDoubtful });
  }
}

function adopt({ state, held }: Parts, saved: SavedSession): void {
  held.take(saved);
  const { user, pair } = saved;
  // A page that was loaded in cookie mode has to ask for whom the cookie is.
  const isKnown = pair !== undefined || !isOpen(state.get());
  if (user !== undefined && isKnown) state.set({ status: 'signedIn', user });
}

/** Calls the listeners, and informs the other tabs unless it may not concern them. */
function tell(
  { state, held, tabs }: Parts,
  next: SessionState,
  { isRenewal, isDoubtful }: { isRenewal: boolean; isDoubtful: boolean },
): void {
  const news: News = { order: held.order.held(), pair: held.pair(), state: next, isRenewal };
  if (!isDoubtful) tabs.publish(news);
  state.set(next);
}
