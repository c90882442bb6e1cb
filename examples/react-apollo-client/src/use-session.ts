import { useEffect, useSyncExternalStore } from 'react';
import type { SessionState } from 'authgraph/client';
import { session } from './session.js';

/** Who is signed in, in this tab and in every other one. */
export function useSession(): SessionState {
  useEffect(() => {
    // In an outage nobody knows yet. The session goes on by itself when the network is back.
    session.resume().catch(() => undefined);
  }, []);
  return useSyncExternalStore(session.subscribe, session.state);
}
