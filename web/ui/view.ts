import { addressOf } from './page.js';

/** An account that an administrator looks at: an impersonation, begun in `/admin` and shown by `/account`. */
export interface View {
  readonly userId: string;
  readonly username: string;
  /** The name of the administrator. */
  readonly by: string;
  readonly reason: string;
  /** In milliseconds of the clock. */
  readonly until: number;
  readonly accessToken: string;
}

/** How a view has ended: by its button, or because its time, its session or its page is over. */
export type ViewEnd = 'ended' | 'over';

const key = 'authgraph.view';

/** Leads from `/admin` to the account. */
export function handOver(view: View): void {
  sessionStorage.setItem(key, JSON.stringify(view));
  location.assign(`${addressOf('account')}?as=${encodeURIComponent(view.userId)}`);
}

/**
 * Takes what was handed over out of the storage. From then on the token is in the memory of one page: reloading ends the
 * view, a copy of the tab has none, and no browser writes the token to a disk with the tabs that it keeps.
 */
export function takeOver(userId: string | null): View | undefined {
  const text = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (text === null) return undefined;
  const view = JSON.parse(text) as View;
  return view.userId === userId && view.until > Date.now() ? view : undefined;
}

/** Leads back to the person in `/admin`, with no way back. */
export function goBack(userId: string, how: ViewEnd): void {
  const query = new URLSearchParams({ page: 'people', id: userId, said: how });
  location.replace(`${addressOf('admin')}?${query.toString()}`);
}
