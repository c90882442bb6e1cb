import type { ErrorReason } from '../platform/errors/auth-error.js';
import type { PairFragment } from '../generated/client-operations.js';

/** The signed-in user, as of the last sign-in or refresh. */
export type SessionUser = PairFragment['user'];

/** What the app shows. It is one and the same object until something changes. */
export type SessionState =
  /** Nobody has looked yet, or looking failed: neither signed in nor signed out. */
  | { readonly status: 'unknown' }
  | { readonly status: 'signedIn'; readonly user: SessionUser }
  /** `reason` is why the service ended the session; `null` after a sign-out, or when there was none. */
  | { readonly status: 'signedOut'; readonly reason: ErrorReason | null };

/** The state, and those who are told when it changes. */
export function createStateCell() {
  let state: SessionState = { status: 'unknown' };
  const listeners = new Set<(state: SessionState) => void>();

  return {
    get: () => state,
    set(next: SessionState): void {
      if (JSON.stringify(next) === JSON.stringify(state)) return;
      state = next;
      for (const listener of listeners) listener(state);
    },
    subscribe(listener: (state: SessionState) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
