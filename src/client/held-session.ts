import type { PairFragment } from '../generated/client-operations.js';
import { startStopwatch, type Clock } from './backoff.js';
import { createOrdering, type Order } from './order.js';
import type { SessionUser } from './result.js';
import type { SavedSession } from './storage.js';

/** The session in the memory of this tab. */
export function createHeldSession(clock: Clock) {
  const order = createOrdering();
  let pair: PairFragment | undefined;
  let user: SessionUser | undefined;
  let rotation: string | undefined;
  let savedAt = 0;
  /** Milliseconds that the access token has lived. */
  let age = () => 0;

  return {
    order,
    pair: () => pair,
    /** Who was signed in last, as far as this device knows. In cookie mode the cookie may say otherwise. */
    user: () => user,
    /** Whether both are known, and are two. */
    isOther: (one: SessionUser | undefined) =>
      one !== undefined && user !== undefined && one.id !== user.id,
    rotation: () => rotation,
    setRotation(key: string | undefined): void {
      rotation = key;
    },
    saved: (): SavedSession => ({ order: order.held(), savedAt, user, pair, rotation }),

    /** @param margin milliseconds that the token has to be good for; at most half of its life */
    accessToken(margin: number): string | undefined {
      if (pair === undefined) return undefined;
      const lifetime = pair.expiresIn * 1000;
      return age() < lifetime - Math.min(margin, lifetime / 2) ? pair.accessToken : undefined;
    },

    /** A pair that has just come, or none: then nobody is signed in. */
    hold(next: PairFragment | undefined, at: Order): void {
      order.take(at, next === undefined);
      [pair, user, rotation, savedAt] = [next, next?.user, undefined, clock.now()];
      age = startStopwatch(clock);
    },

    /** What another tab has saved, or this one before a reload. */
    take(saved: SavedSession): void {
      order.take(saved.order, false);
      [pair, user, rotation, savedAt] = [saved.pair, saved.user, saved.rotation, saved.savedAt];
      const elapsed = Math.max(clock.now() - savedAt, 0);
      const sinceNow = startStopwatch(clock);
      age = () => elapsed + sinceNow();
    },
  };
}
