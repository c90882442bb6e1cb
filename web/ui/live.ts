import { useEffect, useRef } from 'preact/hooks';
import type { SessionEvent } from '../../src/client/events.js';
import { hasEvents } from './page.js';
import { pageOptions, session } from './session.js';

type Kind = SessionEvent['__typename'];

/** @param kind `undefined` where events may have been missed: then it may be any */
type Listener = (kind: Kind | undefined) => void;
const listeners = new Set<Listener>();

/**
 * Follows what happens to the account elsewhere, in one tab for all. The end of the session is a state of the session.
 * Its script is no part of what a page begins with.
 */
export async function followEvents(): Promise<void> {
  if (!hasEvents) return;
  const tell = (kind?: Kind) => listeners.forEach((listener) => listener(kind));
  const { listenToSessionEvents } = await import('../../src/client/events.js');
  listenToSessionEvents(session, {
    ...pageOptions,
    onEvent: ({ __typename }) => tell(__typename),
    onMissed: () => tell(),
  });
}

/** Milliseconds in which several events are one reason to read again. */
const gathering = 100;

/** Calls `read` when something of these kinds has happened. What it shows stays until the new one has come. */
export function useLive(kinds: readonly Kind[], read: () => void): void {
  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hear: Listener = (kind) => {
      if (kind !== undefined && !kinds.includes(kind)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        latest.current();
      }, gathering);
    };
    listeners.add(hear);
    return () => {
      listeners.delete(hear);
      clearTimeout(timer);
    };
  }, []);
}
