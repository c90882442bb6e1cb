import {
  createLocalStorage,
  createSession,
  MeDocument,
  type SessionState,
} from '../../src/client/index.js';
import { listenToSessionEvents, type SessionEvent } from '../../src/client/events.js';
import type { LockManager } from '../../src/client/turns.js';

/** The script of a page that uses `authgraph/client`. Its address says how: `?api=…&mode=cookies|storage[&events]`. */
const { searchParams } = new URL(
  (globalThis as unknown as { location: { href: string } }).location.href,
);

const url = searchParams.get('api') ?? '';
const session = createSession({
  url,
  ...(searchParams.get('mode') === 'cookies'
    ? { cookies: true }
    : { storage: createLocalStorage() }),
});

/** What the page was told, one after the other. */
export const states: SessionState[] = [];
session.subscribe((state) => states.push(state));

/** What has happened elsewhere, as the page was told, with `?events`. */
export const events: SessionEvent[] = [];
if (searchParams.has('events')) {
  listenToSessionEvents(session, { url, onEvent: (event) => events.push(event) });
}

export const login = (username: string, password: string) => session.login({ username, password });
export const { logout, refresh, resume, state, usableToken } = session;

export async function me(): Promise<string | undefined> {
  return (await session.request(MeDocument, {})).me?.username;
}

/** The device sleeps: its clock goes on without the page, and its monotonic clock does not. */
export function sleep(seconds: number): void {
  const now = Date.now;
  Date.now = () => now() + seconds * 1000;
}

/** The page waits for another tab's turn: its monotonic clock jumps when it looks for the second time. */
export function shortenWait(seconds: number): void {
  const { locks } = (globalThis as unknown as { navigator: { locks: LockManager } }).navigator;
  const query = locks.query.bind(locks);
  const now = performance.now.bind(performance);
  let looks = 0;
  locks.query = () => {
    looks += 1;
    if (looks === 2) performance.now = () => now() + seconds * 1000;
    return query();
  };
}

/** What a page, or a worker that has this script, does when it is asked by a message. */
const answers: Readonly<Record<string, () => unknown>> = {
  me,
  refresh: () => refresh(),
  state: () => state(),
  sleep: () => sleep(1000),
};

interface Asked {
  readonly data: string;
  readonly ports: readonly { postMessage(answer: unknown): void }[];
}

(
  globalThis as unknown as {
    addEventListener(type: 'message', asked: (asked: Asked) => void): void;
  }
).addEventListener('message', ({ data, ports: [port] }) => {
  void Promise.resolve(answers[data]?.())
    .catch((error: unknown) => String(error))
    .then((answer) => port?.postMessage(answer));
});
