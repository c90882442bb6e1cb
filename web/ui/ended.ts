import { pageName } from './page.js';

const key = 'authgraph.ended';

/** Before `/login`: says there that the session was ended elsewhere, and not by a sign-out here. */
export function noteEnd(reason: string | null): void {
  if (reason === 'TOKEN_REVOKED') sessionStorage.setItem(key, 'on');
}

/** On `/login`: whether that is so. It is said once. */
export const wasEnded = pageName === 'login' && sessionStorage.getItem(key) !== null;
if (wasEnded) sessionStorage.removeItem(key);
