import {
  LogoutDocument,
  LogoutEverywhereDocument,
  type TypedDocument,
} from '../generated/client-operations.js';
import { endsSession } from './result.js';
import type { Tabs } from './tabs.js';
import type { TokenStore } from './token-store.js';

export interface SignOutOptions {
  readonly tokenStore: TokenStore;
  readonly tabs: Tabs;
  /** Runs `work` in the tabs' turn, with the latest session. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Runs an operation of the service in that turn. */
  readonly asUser: <Data>(document: TypedDocument<Data, Record<string, never>>) => Promise<Data>;
}

export interface SignOuts {
  /** Ends the session. Rejects, and changes nothing, if the service cannot be reached. */
  logout(): Promise<void>;
  /** Ends every session of the user. Returns how many. */
  logoutEverywhere(): Promise<number>;
  /** Drops the pair without telling the service. In cookie mode the next `resume` finds it again. */
  forget(): Promise<void>;
}

/** The ways out. Each has the tabs' turn from end to end. */
export function createSignOuts({ tokenStore, tabs, inTurn, asUser }: SignOutOptions): SignOuts {
  return {
    logout: () =>
      inTurn(async () => {
        if (tokenStore.state().status === 'signedOut') return;
        await asUser(LogoutDocument).catch((error: unknown) => {
          if (!endsSession(error)) throw error;
        });
        await tokenStore.drop(null);
      }),

    logoutEverywhere: () =>
      inTurn(async () => {
        const ended = await asUser(LogoutEverywhereDocument);
        await tokenStore.drop(null);
        return ended.logoutEverywhere;
      }),

    // In turn, so that a refresh under way does not bring back what was forgotten.
    forget: () =>
      tabs.exclusive(async () => {
        await tokenStore.load().catch(() => undefined);
        await tokenStore.drop(null);
      }),
  };
}
