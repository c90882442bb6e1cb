import {
  createSession,
  type Clock as ClientClock,
  type Session,
  type SessionOptions,
  type SessionState,
  type TokenStorage,
} from '../../src/client/index.js';
import type { Clock } from '../../src/platform/clock.js';

/** A clock for a client that moves with the given one, and has nothing wrong with it. */
export function clientClock(clock: Clock): ClientClock {
  return { now: clock.now, monotonic: clock.now };
}

/** What the state was, one after the other. */
export function statesOf(session: Session): SessionState[] {
  const seen: SessionState[] = [];
  session.subscribe((state) => seen.push(state));
  return seen;
}

/** As `localStorage`, for as many "tabs" as are given it. */
export function createMemoryStorage(): TokenStorage & { readonly items: Map<string, string> } {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, text) => items.set(key, text),
    removeItem: (key) => items.delete(key),
  };
}

export interface ClientOptions extends Partial<SessionOptions> {
  /** Where the service is reached: an address without a path. */
  readonly at: string;
}

export function openSession({ at, ...options }: ClientOptions): Session {
  return createSession({ url: `${at}/graphql`, ...options });
}
