import { noteEnd } from '../ui/ended.js';
import { addressOf } from '../ui/page.js';

const key = 'authgraph.account.place';

let ending: Promise<unknown> | undefined;

/** Something of the page that ends the session itself: if it succeeds, the page says so, and stays. */
export function endHere<Result>(work: Promise<Result>): Promise<Result> {
  ending = work;
  return work;
}

/**
 * Nobody is signed in: to `/login`, which leads back. The place is kept in this tab alone.
 * @param stay where the user was about to leave, and the answer is lost: says what may have happened
 */
export async function leaveForLogin(reason: string | null, stay?: () => void): Promise<void> {
  const isStaying = await ending?.then(
    () => true,
    () => false,
  );
  if (isStaying) return;
  if (stay !== undefined) {
    stay();
    return;
  }
  noteEnd(reason);
  sessionStorage.setItem(key, location.search);
  location.replace(addressOf('login'));
}

/** At the place from which `leaveForLogin` went away. */
export function comeBack(): void {
  const search = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (search === null || search === '' || location.search !== '') return;
  history.replaceState(null, '', location.pathname + search);
  dispatchEvent(new PopStateEvent('popstate'));
}
