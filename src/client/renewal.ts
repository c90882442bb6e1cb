import {
  RefreshDocument,
  type PairFragment,
  type RefreshMutationVariables,
} from '../generated/client-operations.js';
import type { ErrorReason } from '../app/facts.js';
import type { createBackoff } from './backoff.js';
import { AuthgraphError, dataOf, endsSession, pairIn } from './result.js';
import type { Tabs } from './tabs.js';
import type { Send } from './transport.js';
import type { TokenStore } from './token-store.js';

/**
 * Seconds until a reply counts as lost. Half of the service's grace (`REFRESH_GRACE`, 10): the same token,
 * sent once more within it, gets the same successor. After it, the idempotency key does the same.
 */
const replyTimeout = 5;

export interface RenewalOptions {
  readonly send: Send;
  readonly tokenStore: TokenStore;
  readonly tabs: Tabs;
  readonly backoff: ReturnType<typeof createBackoff>;
  /** Milliseconds that an access token has to be good for. */
  readonly margin: number;
  /** The browser has the refresh token in a cookie. */
  readonly cookies: boolean;
}

export type Renewal = ReturnType<typeof createRenewal>;

export function createRenewal(options: RenewalOptions) {
  const { send, tokenStore, tabs, backoff, margin, cookies } = options;
  let underway: Promise<void> | undefined;

  return { renew, renewInTurn, spend: refresh };

  /**
   * The next pair, once for all who ask at the same time, in this tab and in others.
   * @throws what keeps the service from answering; the end of the session is a state, not an error
   */
  function renew(): Promise<void> {
    underway ??= inTurn().finally(() => {
      underway = undefined;
    });
    return underway;
  }

  async function inTurn(): Promise<void> {
    const stale = tokenStore.pair();
    backoff.check();
    await tabs.exclusive(async () => {
      await tokenStore.load();
      const renewed = tokenStore.pair() !== stale && tokenStore.accessToken(margin) !== undefined;
      if (!renewed && tokenStore.state().status !== 'signedOut') await renewInTurn();
    });
  }

  /** The next pair, for those who have the tabs' turn already. Throws as `renew` does. */
  async function renewInTurn(): Promise<void> {
    try {
      await refresh();
    } catch (error) {
      if (!endsSession(error)) throw error;
    }
  }

  /**
   * Uses up the refresh token. To be called in the tabs' turn only.
   * @param expiresIn seconds that the access token should live; the service's default without
   * @throws AuthgraphError when the session is over, which is then signed out; or what got in between
   */
  async function refresh(expiresIn: number | null = null): Promise<PairFragment> {
    const pair = await redeem(expiresIn);
    backoff.reset();
    await tokenStore.keep(pair, 'renewal');
    return pair;
  }

  /** @param refusedKey the idempotency key of the last try, which the refresh before had used */
  async function redeem(expiresIn: number | null, refusedKey?: string): Promise<PairFragment> {
    const refreshToken = (cookies ? null : tokenStore.pair()?.refreshToken) ?? null;
    const idempotencyKey = await tokenStore.rotationKey(refusedKey);
    try {
      return pairIn(dataOf(await sendTwice({ refreshToken, expiresIn, idempotencyKey })));
    } catch (error) {
      // The reply came to the browser's cookie, and not to its page. Nothing has been used up.
      if (idempotencyKey !== null && refusedKey === undefined && isRefusedKey(error)) {
        return redeem(expiresIn, idempotencyKey);
      }
      if (!endsSession(error)) backoff.record(error);
      // A browser without the cookie was not signed in, so there is no reason to report.
      else await end(error.reason === 'TOKEN_MISSING' ? null : error.reason);
      throw error;
    }
  }

  /** The session is over. A storage that keeps the pair cannot change that. */
  async function end(reason: ErrorReason | null): Promise<void> {
    await tokenStore.drop(reason, true).catch(() => undefined);
  }

  /** A failure of the network may have taken the reply only, so the token is sent again while it is good. */
  function sendTwice(variables: RefreshMutationVariables) {
    const attempt = (keepalive: boolean) =>
      send(RefreshDocument, variables, { timeout: replyTimeout, keepalive });
    // A page that is left finishes its refresh: the browser still takes the answer's cookie.
    return attempt(cookies).catch(() => attempt(false));
  }
}

function isRefusedKey(error: unknown): boolean {
  return error instanceof AuthgraphError && error.reason === 'IDEMPOTENCY_KEY_INVALID';
}
