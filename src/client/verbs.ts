import {
  ChangePasswordDocument,
  LoginDocument,
  ReauthenticateDocument,
  RegisterDocument,
  StepUpDocument,
  type PairFragment,
  type TypedDocument,
  type ChangePasswordMutationVariables,
  type LoginMutationVariables,
  type ReauthenticateMutationVariables,
  type RegisterMutationVariables,
  type StepUpInput,
} from '../generated/client-operations.js';
import type { Renewal } from './renewal.js';
import {
  dataOf,
  isRefused,
  pairIn,
  type SessionUser,
  type SessionState,
  type TokensData,
} from './result.js';
import { createSignIns, type CaptchaOption, type SignIns } from './sign-ins.js';
import { createSignOuts, type SignOuts } from './sign-outs.js';
import type { Tabs } from './tabs.js';
import { type createTokenSource, withAccessToken, type AccessTokenSource } from './token-source.js';
import { type Send, type SendOptions, isRepeatable } from './transport.js';
import type { TokenStore } from './token-store.js';

/** A signed-in user, or none, as the app sees it. Every method may be taken out of the object. */
export interface Session extends SignIns, SignOuts {
  state(): SessionState;
  /** Calls `listener` after each change of the state. Returns the way to stop it. */
  subscribe(listener: (state: SessionState) => void): () => void;
  /**
   * Calls `listener` when another user is signed in than before, or nobody, and before the listeners of `subscribe`.
   * Not for a change of the same user, such as of roles, nor for what the page finds when it is loaded. `state()` and
   * `accessToken()` are the next user's by then. Returns the way to stop it.
   * @example session.onUserChange(() => void client.resetStore().catch(() => undefined))
   */
  onUserChange(listener: (user: SessionUser | null) => void): () => void;
  /** Finds out whether someone is signed in: from the storage, or with the cookie. Rejects in an outage. */
  resume(): Promise<SessionState>;

  register(input: RegisterMutationVariables, options?: CaptchaOption): Promise<SessionUser>;
  login(input: LoginMutationVariables, options?: CaptchaOption): Promise<SessionUser>;
  /** Proves the password again: the next access token is fresh. */
  reauthenticate(input: ReauthenticateMutationVariables): Promise<SessionUser>;
  /** Proves the identity again, by a password or a second factor: the next access token is fresh, and of its level. */
  stepUp(input: StepUpInput): Promise<SessionUser>;
  changePassword(input: ChangePasswordMutationVariables): Promise<SessionUser>;

  /** A usable access token, renewed if it must be; `undefined` when signed out. Rejects in an outage. */
  readonly accessToken: AccessTokenSource;
  /** The access token if it is usable as it is, without waiting. */
  usableToken(): string | undefined;
  /** Renews now. `expiresIn` asks for a longer or shorter access token, in seconds. */
  refresh(expiresIn?: number): Promise<SessionUser>;
  /** Runs an operation of the service as the user, and once more if the token was refused. */
  request<Data, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
    options?: CaptchaOption,
  ): Promise<Data>;
  /**
   * Runs an operation that gives this session other tokens, such as `SetTwoStepSignInDocument`, and keeps them. They are
   * the answer of its only field, or that field's `tokens`.
   */
  requestTokens<Data extends TokensData, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
  /** Stops listening to other tabs. */
  close(): void;
}

export interface VerbOptions {
  readonly send: Send;
  /** The same, for sign-ins. */
  readonly sendSignIn: Send;
  readonly tokenStore: TokenStore;
  readonly tabs: Tabs;
  readonly renewal: Renewal;
  readonly source: ReturnType<typeof createTokenSource>;
}

type Verbs = SignIns &
  SignOuts &
  Pick<
    Session,
    | 'register'
    | 'login'
    | 'reauthenticate'
    | 'stepUp'
    | 'changePassword'
    | 'refresh'
    | 'request'
    | 'requestTokens'
  >;

type PairDocument<Variables> = TypedDocument<{ readonly pair: PairFragment }, Variables>;

/** The operations of the service. Those that change the pair hold the tabs' lock from start to end. */
export function createVerbs(options: VerbOptions): Verbs {
  const { send, sendSignIn, tokenStore, tabs, renewal, source } = options;
  const asUser = createAsUser(send);
  const signIns = createSignIns({ send: sendSignIn, tokenStore, tabs });
  const signInBy =
    <Variables>(document: PairDocument<Variables>) =>
    async (input: Variables, options?: CaptchaOption) =>
      (await signIns.requestSignIn(document, input, options)).pair.user;

  const proveBy =
    <Variables>(document: PairDocument<Variables>) =>
    async (input: Variables) =>
      (await requestTokens(document, input)).pair.user;

  return {
    ...signIns,
    register: signInBy(RegisterDocument),
    login: signInBy(LoginDocument),
    reauthenticate: proveBy(ReauthenticateDocument),
    stepUp: async (input) => (await requestTokens(StepUpDocument, { input })).pair.user,
    changePassword: proveBy(ChangePasswordDocument),
    requestTokens,
    request: (document, variables, options) =>
      asUser(source.accessToken, document, variables, options),

    ...createSignOuts({
      tokenStore,
      tabs,
      inTurn,
      asUser: (document) => asUser(source.accessTokenInTurn, document, {}, { keepalive: true }),
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
      await tokenStore.load();
      return work();
    });
  }

  function requestTokens<Data extends TokensData, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    return inTurn(async () => {
      const data = await asUser(source.accessTokenInTurn, document, variables);
      await tokenStore.keep(pairIn(data), 'proof');
      return data;
    });
  }
}

/** Runs an operation with an access token, and once more if the token was refused. */
function createAsUser(send: Send) {
  return async function asUser<Data, Variables>(
    accessToken: AccessTokenSource,
    document: TypedDocument<Data, Variables>,
    variables: Variables,
    options?: SendOptions,
  ): Promise<Data> {
    const repeatable = isRepeatable(document);
    const result = await withAccessToken(
      accessToken,
      (token) => send(document, variables, { ...options, token }),
      (outcome) => repeatable && isRefused(outcome),
    );
    return dataOf(result);
  };
}
