import { challengeOf, randomText } from '../../src/client/redirect-pending.js';
import { addressOf } from './page.js';

/** A trip to a provider of identity, as the tab remembers it. Every trip leads back to `/account`. */
interface Trip {
  readonly state: string;
  readonly codeVerifier: string;
  /** Of a proof: the page that has asked for it. A trip without one links an account. */
  readonly returnTo: string | undefined;
}

/** What a trip has brought. */
export interface Brought extends Trip {
  readonly code: string | null;
  readonly error: string | undefined;
}

const key = 'authgraph.account.link';

interface Wanted {
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly state: string;
}

/** @param begin asks the service for the address of the provider */
export async function leaveFor(
  begin: (wanted: Wanted) => Promise<string>,
  returnTo?: string,
): Promise<void> {
  const state = randomText(16);
  const codeVerifier = randomText(32);
  const codeChallenge = await challengeOf(codeVerifier, (bytes) =>
    crypto.subtle.digest('SHA-256', bytes),
  );
  const address = await begin({ redirectUri: addressOf('account'), codeChallenge, state });
  sessionStorage.setItem(key, JSON.stringify({ state, codeVerifier, returnTo } satisfies Trip));
  location.assign(address);
}

/**
 * What a provider has brought, if this tab has sent the user there: a stranger's link begins nothing. It is taken out of
 * the address at once.
 */
export function readReturn(): Brought | undefined {
  const query = new URLSearchParams(location.search);
  const state = query.get('state');
  if (state === null) return undefined;
  const text = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  const trip = text === null ? undefined : (JSON.parse(text) as Trip);
  const isOwn = trip?.state === state;
  const place = isOwn && trip.returnTo !== undefined ? new URL(trip.returnTo) : undefined;
  const search = place?.pathname === location.pathname ? place.search : '?page=security';
  history.replaceState(null, '', location.pathname + search);
  if (!isOwn) return undefined;
  return { ...trip, code: query.get('code'), error: query.get('error') ?? undefined };
}
