import type { Renewal } from './renewal.js';
import type { Vault } from './token-store.js';
import type { SessionState } from './result.js';

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
