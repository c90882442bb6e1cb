import {
  ChangePasswordDocument,
  LoginDocument,
  LogoutDocument,
  LogoutEverywhereDocument,
  ReauthenticateDocument,
  RegisterDocument,
  type PairFragment,
  type TypedDocument,
} from '../generated/client-operations.js';
import type { Renewal } from './renewal.js';
import { isRepeatable } from './repeatable.js';
import { dataOf, endsSession, isRefused } from './result.js';
import type { Session } from './session.js';
import type { SessionUser } from './state.js';
import type { Tabs } from './tabs.js';
import type { createTokenSource } from './token-source.js';
import type { Send } from './transport.js';
import type { Vault } from './token-store.js';
import { withAccessToken, type AccessTokenSource } from './with-access-token.js';

export interface VerbOptions {
  readonly send: Send;
  readonly vault: Vault;
  readonly tabs: Tabs;
  readonly renewal: Renewal;
  readonly source: ReturnType<typeof createTokenSource>;
}

type Verbs = Pick<
  Session,
  | 'register'
  | 'login'
  | 'reauthenticate'
  | 'changePassword'
  | 'logout'
  | 'logoutEverywhere'
  | 'refresh'
  | 'request'
>;

type PairDocument<Variables> = TypedDocument<{ readonly pair: PairFragment }, Variables>;

/** What is done with the service. Whatever changes the pair has the tabs' turn from end to end. */
export function createVerbs({ send, vault, tabs, renewal, source }: VerbOptions): Verbs {
  const signInBy =
    <Variables>(document: PairDocument<Variables>) =>
    (input: Variables) =>
      tabs.exclusive(async () => keep(dataOf(await send(document, input))));

  const proveBy =
    <Variables>(document: PairDocument<Variables>) =>
    (input: Variables) =>
      inTurn(async () => keep(await asUser(source.accessTokenInTurn, document, input)));

  return {
    register: signInBy(RegisterDocument),
    login: signInBy(LoginDocument),
    reauthenticate: proveBy(ReauthenticateDocument),
    changePassword: proveBy(ChangePasswordDocument),
    request: (document, variables) => asUser(source.accessToken, document, variables),

    logout: () =>
      inTurn(async () => {
        if (vault.state().status === 'signedOut') return;
        await asUser(source.accessTokenInTurn, LogoutDocument, {}).catch((error: unknown) => {
          if (!endsSession(error)) throw error;
        });
        await vault.drop(null);
      }),

    logoutEverywhere: () =>
      inTurn(async () => {
        const ended = await asUser(source.accessTokenInTurn, LogoutEverywhereDocument, {});
        await vault.drop(null);
        return ended.logoutEverywhere;
      }),

    refresh: (expiresIn) =>
      inTurn(async () => {
        const pair = await renewal.spend(expiresIn);
        return pair.user;
      }),
  };

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    await source.resume();
    return tabs.exclusive(async () => {
      await vault.load();
      return work();
    });
  }

  async function keep({ pair }: { readonly pair: PairFragment }): Promise<SessionUser> {
    await vault.keep(pair);
    return pair.user;
  }

  async function asUser<Data, Variables>(
    accessToken: AccessTokenSource,
    document: TypedDocument<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    const repeatable = isRepeatable(document);
    const result = await withAccessToken(
      accessToken,
      (token) => send(document, variables, { token }),
      (outcome) => repeatable && isRefused(outcome),
    );
    return dataOf(result);
  }
}
