import type {
  ChangePasswordMutationVariables,
  LoginMutationVariables,
  ReauthenticateMutationVariables,
  RegisterMutationVariables,
  TypedDocument,
} from '../generated/client-operations.js';
import { createBackoff } from './backoff.js';
import { deviceClock, type Clock } from './clock.js';
import { onOnline } from './online.js';
import { createRenewal } from './renewal.js';
import type { SessionState, SessionUser } from './state.js';
import type { TokenStorage } from './storage.js';
import { createSingleTab, createTabs, type Tabs } from './tabs.js';
import { createTokenSource } from './token-source.js';
import { createTransport } from './transport.js';
import { createVault } from './token-store.js';
import { createVerbs } from './verbs.js';
import type { AccessTokenSource } from './with-access-token.js';

export interface SessionOptions {
  /** The GraphQL address of the service, such as `https://auth.example.com/graphql`. */
  readonly url: string;
  /** Keeps the pair through reloads. Without it, and without `cookies`, the pair lives in memory only. */
  readonly storage?: TokenStorage;
  /** Cookie mode (docs/guides/browser-cookies.md): the browser keeps the refresh token from all scripts. */
  readonly cookies?: boolean;
  /** Seconds that an access token has to be good for, or it is renewed first: 30. At most half of its life. */
  readonly margin?: number;
  /** Names the session among tabs and in the storage: two sessions of one page need two. */
  readonly key?: string;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly tabs?: Tabs;
}

/** A signed-in user, or none, as the app sees it. Every method may be taken out of the object. */
export interface Session {
  state(): SessionState;
  /** Calls `listener` after each change of the state. Returns the way to stop it. */
  subscribe(listener: (state: SessionState) => void): () => void;
  /** Finds out whether someone is signed in: from the storage, or with the cookie. Rejects in an outage. */
  resume(): Promise<SessionState>;

  register(input: RegisterMutationVariables): Promise<SessionUser>;
  login(input: LoginMutationVariables): Promise<SessionUser>;
  /** Proves the password again: the next access token is fresh. */
  reauthenticate(input: ReauthenticateMutationVariables): Promise<SessionUser>;
  changePassword(input: ChangePasswordMutationVariables): Promise<SessionUser>;
  /** Ends the session. Rejects, and changes nothing, if the service cannot be told. */
  logout(): Promise<void>;
  /** Ends every session of the user. Returns how many. */
  logoutEverywhere(): Promise<number>;
  /** Drops the pair without telling the service. In cookie mode the next `resume` finds it again. */
  forget(): Promise<void>;

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
  ): Promise<Data>;
  /** Stops listening to other tabs. */
  close(): void;
}

/**
 * A session with the service at `url`. Making one touches nothing, so it is safe where pages are rendered;
 * `resume`, or the first request, starts it.
 * @throws TypeError for `cookies` with `storage`: a stored token is what cookie mode is there to avoid
 */
export function createSession(options: SessionOptions): Session {
  const { url, storage, cookies = false, key = `authgraph:${url}`, clock = deviceClock } = options;
  if (cookies && storage) throw new TypeError('give "cookies" or "storage", not both');
  const shared = cookies || storage?.shared === true;
  const tabs = options.tabs ?? (shared ? createTabs(key) : createSingleTab());
  const margin = (options.margin ?? 30) * 1000;

  const send = createTransport({ url, cookies, fetch: options.fetch });
  const vault = createVault({ key, storage, tabs, clock });
  const backoff = createBackoff(clock);
  const renewal = createRenewal({ send, vault, tabs, backoff, margin, cookies });
  const source = createTokenSource({ vault, renewal, margin, cookies });
  const stopListening = onOnline(() => {
    if (!backoff.isOn()) return;
    backoff.reset();
    source.accessToken().catch(() => undefined);
  });

  return {
    ...createVerbs({ send, vault, tabs, renewal, source }),
    state: vault.state,
    subscribe: vault.subscribe,
    resume: source.resume,
    accessToken: source.accessToken,
    usableToken: () => vault.accessToken(margin),
    // In turn, so that a refresh under way does not bring back what was forgotten.
    forget: () => tabs.exclusive(() => vault.drop(null)),
    close() {
      stopListening();
      tabs.close();
    },
  };
}
