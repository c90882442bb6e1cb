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

export interface MemoryStorage extends TokenStorage {
  /** What is kept of sessions. */
  readonly items: Map<string, string>;
  /** What outlives them. */
  readonly deviceIds: Map<string, string>;
}

/** As `localStorage`, for as many "tabs" as are given it. */
export function createMemoryStorage(): MemoryStorage {
  const items = new Map<string, string>();
  const deviceIds = new Map<string, string>();
  const placeOf = (key: string) => (key.endsWith('.device') ? deviceIds : items);
  return {
    items,
    deviceIds,
    getItem: (key) => placeOf(key).get(key) ?? null,
    setItem: (key, text) => placeOf(key).set(key, text),
    removeItem: (key) => placeOf(key).delete(key),
  };
}

export interface ClientOptions extends Partial<SessionOptions> {
  /** Where the service is reached: an address without a path. */
  readonly at: string;
}

export function openSession({ at, ...options }: ClientOptions): Session {
  return createSession({ url: `${at}/graphql`, ...options });
}
