import type { Renewal } from './renewal.js';
import type { TokenStore } from './token-store.js';
import { isOpen, type SessionState } from './result.js';

export interface TokenSourceOptions {
  readonly tokenStore: TokenStore;
  readonly renewal: Renewal;
  /** Milliseconds that an access token has to be good for. */
  readonly margin: number;
  readonly cookies: boolean;
}

/** Access tokens, from the store or from a renewal. */
export function createTokenSource({ tokenStore, renewal, margin, cookies }: TokenSourceOptions) {
  let resuming: Promise<SessionState> | undefined;

  return {
    resume,
    accessToken: sourceBy(renewal.renew),
    /** The same for those who already have the tabs' turn; `resume` has to come before it. */
    accessTokenInTurn: sourceBy(renewal.renewInTurn),
  };

  function resume(): Promise<SessionState> {
    if (!isOpen(tokenStore.state())) return Promise.resolve(tokenStore.state());
    resuming ??= lookUp().finally(() => {
      resuming = undefined;
    });
    return resuming;
  }

  async function lookUp(): Promise<SessionState> {
    await tokenStore.load();
    if (!isOpen(tokenStore.state())) return tokenStore.state();
    if (!cookies) {
      tokenStore.settle();
      return tokenStore.state();
    }
    try {
      await renewal.renew();
    } catch (error) {
      tokenStore.goOffline();
      throw error;
    }
    return tokenStore.state();
  }

  function sourceBy(renew: () => Promise<void>): AccessTokenSource {
    return async (refused) => {
      await resume();
      const usable = tokenStore.accessToken(margin);
      if (usable !== undefined && usable !== refused) return usable;
      if (tokenStore.pair() === undefined) return undefined;
      try {
        await renew();
      } catch (error) {
        // The margin is there for this: what has not expired yet is still good.
        const last = tokenStore.accessToken(0);
        if (last === undefined || last === refused) throw error;
      }
      return tokenStore.pair()?.accessToken;
    };
  }
}

/** @param refused an access token that was refused: only another one will do */
export type AccessTokenSource = (refused?: string) => Promise<string | undefined>;

/**
 * Does something with an access token, and once more with the next one if the first was refused. Without
 * another token (signed out in the meantime) the refusal is the outcome.
 */
export async function withAccessToken<Outcome>(
  accessToken: AccessTokenSource,
  attempt: (token: string | undefined) => Promise<Outcome>,
  isRefused: (outcome: Outcome) => boolean | Promise<boolean>,
): Promise<Outcome> {
  const token = await accessToken();
  const outcome = await attempt(token);
  if (!(await isRefused(outcome))) return outcome;
  const next = await accessToken(token);
  return next === undefined || next === token ? outcome : attempt(next);
}
