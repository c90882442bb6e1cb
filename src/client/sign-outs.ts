import type { ErrorReason } from '../app/facts.js';
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
  forget(options?: ForgetOptions): Promise<void>;
}

/** What the service has told beside the session: that it is over. */
export interface ForgetOptions {
  /** Becomes the `reason` of the state. */
  readonly reason?: ErrorReason;
  /** Whether the access token is of the session that is over: a later one stays. */
  readonly isOf?: (accessToken: string | undefined) => boolean;
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
    forget: ({ reason = null, isOf = () => true } = {}) =>
      tabs.exclusive(async () => {
        await tokenStore.load().catch(() => undefined);
        if (isOf(tokenStore.pair()?.accessToken)) await tokenStore.drop(reason);
      }),
  };
}
