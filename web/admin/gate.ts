import { noteEnd } from '../ui/ended.js';
import { addressOf } from '../ui/page.js';

const key = 'authgraph.admin.place';

/** Nobody is signed in: to `/login`, which leads back. The place is kept in this tab alone. */
export function leaveForLogin(reason: string | null): void {
  noteEnd(reason);
  sessionStorage.setItem(key, location.search);
  location.replace(`${addressOf('login')}?to=admin`);
}

/** At the place from which `leaveForLogin` went away. */
export function comeBack(): void {
  const search = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (search === null || search === '' || location.search !== '') return;
  history.replaceState(null, '', location.pathname + search);
  dispatchEvent(new PopStateEvent('popstate'));
}
