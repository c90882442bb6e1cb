import type { Renewal } from './renewal.js';
import type { SessionState } from './state.js';
import type { Vault } from './token-store.js';
import type { AccessTokenSource } from './with-access-token.js';

export interface TokenSourceOptions {
  readonly vault: Vault;
  readonly renewal: Renewal;
  /** Milliseconds that an access token has to be good for. */
  readonly margin: number;
  readonly cookies: boolean;
}

/** Access tokens for whoever asks, from the vault or from a renewal. */
export function createTokenSource({ vault, renewal, margin, cookies }: TokenSourceOptions) {
  let resuming: Promise<SessionState> | undefined;

  return {
    resume,
    accessToken: sourceBy(renewal.renew),
    /** The same for those who already have the tabs' turn; `resume` has to come before it. */
    accessTokenInTurn: sourceBy(renewal.renewInTurn),
  };

  function resume(): Promise<SessionState> {
    if (vault.state().status !== 'unknown') return Promise.resolve(vault.state());
    resuming ??= lookUp().finally(() => {
      resuming = undefined;
    });
    return resuming;
  }

  async function lookUp(): Promise<SessionState> {
    await vault.load();
    if (vault.state().status === 'unknown') {
      if (cookies) await renewal.renew();
      else vault.settle();
    }
    return vault.state();
  }

  function sourceBy(renew: () => Promise<void>): AccessTokenSource {
    return async (refused) => {
      await resume();
      const usable = vault.accessToken(margin);
      if (usable !== undefined && usable !== refused) return usable;
      if (vault.pair() === undefined) return undefined;
      try {
        await renew();
      } catch (error) {
        // The margin is there for this: what has not expired yet is still good.
        const last = vault.accessToken(0);
        if (last === undefined || last === refused) throw error;
      }
      return vault.pair()?.accessToken;
    };
  }
}
