import {
  FinishIdentityLinkDocument,
  type IdentityItemFragment,
} from '../generated/client-operations.js';
import {
  callbackIn,
  challengeOf,
  createPendings,
  loginProblem,
  pathHere,
  randomText,
  type Callback,
  type Page,
  type Purpose,
} from './redirect-pending.js';
import { AuthgraphError } from './result.js';
import type { SignInOutcome } from './sign-ins.js';
import type { Session } from './verbs.js';

/** What a sign-in on another page has come to. `returnTo` is where the user was: a path of this origin. */
export type LoginOutcome = (SignInOutcome | UsernameNeeded | IdentityLinked) & {
  readonly returnTo: string;
};

/** A new account has to have a name before anyone is signed in. */
export interface UsernameNeeded {
  readonly status: 'usernameNeeded';
  /** May be called again after a refusal, such as `USERNAME_TAKEN`, for the time that the code is good. */
  choose(username: string): Promise<LoginOutcome>;
}

/** An account at a provider, which the user can sign in with from now on. */
export interface IdentityLinked {
  readonly status: 'linked';
  readonly identity: IdentityItemFragment;
}

export type RedirectSession = Pick<Session, 'signIn' | 'stepUp' | 'request'>;

interface Handoff extends Required<ReturnTo> {
  readonly code: string;
  readonly codeVerifier: string;
}

export interface FlowOptions {
  /** Where the user comes back, letter by letter as in REDIRECT_URIS. By default, `/callback` of the page's origin. */
  readonly redirectUri?: string;
  /**
   * Opens a URL outside of the application, and returns the URL that came back; `null`: the user has closed it. For React
   * Native, where no page is left: `openAuthSessionAsync` of Expo's WebBrowser does it.
   */
  readonly open?: (url: string, redirectUri: string) => Promise<string | null>;
  /** SHA-256, where there is no `crypto.subtle`: in React Native, or on a page without https. */
  readonly digest?: (bytes: Uint8Array<ArrayBuffer>) => Promise<ArrayBuffer>;
}

/** Where the user goes on after the sign-in: a path of this origin. By default, the page that is shown. */
export interface ReturnTo {
  readonly returnTo?: string;
}

/** What the page that the user is sent to has to know. */
export interface Wanted {
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly state: string;
}

/** Ways out of the application and back. */
export function createFlow(session: RedirectSession, options: FlowOptions) {
  const page = globalThis as unknown as Page;
  const { open, digest = digestHere } = options;
  let kept: ReturnType<typeof createPendings> | undefined;
  // Looked up late: where the browser blocks the storage, even looking is an error.
  const pendings = () => (kept ??= createPendings(open ? {} : page, 'authgraph.redirect'));
  const here = (path: string) => (open ? path : pathHere(path, page.location?.origin ?? ''));

  return {
    currentUrl: () => page.location?.href ?? '',
    finish,

    /** @param urlOf where the user is sent */
    async leave(
      purpose: Purpose,
      { returnTo }: ReturnTo,
      urlOf: (wanted: Wanted) => string | Promise<string>,
    ): Promise<LoginOutcome | undefined> {
      const { pathname = '/', search = '', hash = '', origin = '' } = page.location ?? {};
      const redirectUri = options.redirectUri ?? `${origin}/callback`;
      const [state, codeVerifier] = [randomText(16), randomText(32)];
      const codeChallenge = await challengeOf(codeVerifier, digest);
      const url = await urlOf({ redirectUri, codeChallenge, state });
      const path = here(returnTo ?? pathname + search + hash);
      pendings().add(state, { purpose, codeVerifier, returnTo: path });
      if (open) return back(await open(url, redirectUri));
      page.location?.assign(url);
      return undefined;
    },
  };

  function back(url: string | null): Promise<LoginOutcome> {
    const callback = url === null ? undefined : callbackIn(url);
    if (callback) return finish(callback);
    throw loginProblem(url === null ? 'LOGIN_CANCELLED' : 'LOGIN_UNKNOWN');
  }

  async function finish({ state, code, error }: Callback): Promise<LoginOutcome> {
    const pending = pendings().take(state);
    const returnTo = here(pending?.returnTo ?? '/');
    const { history } = page;
    // Before anything else: no code stays in the URL, where others read it.
    if (!open) history?.replaceState(history.state, '', returnTo);
    if (pending === undefined) throw loginProblem('LOGIN_UNKNOWN');
    if (code === undefined) throw loginProblem(error ?? '');
    const { purpose, codeVerifier } = pending;
    return redeem(session, purpose, { code, codeVerifier, returnTo });
  }
}

/** Gives a code to the service, for what it was asked for. */
async function redeem(
  session: RedirectSession,
  purpose: Purpose,
  { returnTo, ...handoff }: Handoff,
): Promise<LoginOutcome> {
  if (purpose === 'proof') {
    return { status: 'signedIn', user: await session.stepUp({ handoff }), returnTo };
  }
  if (purpose === 'link') {
    const { identity } = await session.request(FinishIdentityLinkDocument, { input: handoff });
    return { status: 'linked', identity, returnTo };
  }
  const enter = async (username?: string): Promise<LoginOutcome> => {
    const input = username === undefined ? handoff : { ...handoff, username };
    return { ...(await session.signIn({ handoff: input })), returnTo };
  };
  return enter().catch((error: unknown) => {
    if (!needsUsername(error)) throw error;
    return { status: 'usernameNeeded', choose: enter, returnTo };
  });
}

function needsUsername(error: unknown): boolean {
  return error instanceof AuthgraphError && error.reason === 'USERNAME_MISSING';
}

const digestHere = (bytes: Uint8Array<ArrayBuffer>) => crypto.subtle.digest('SHA-256', bytes);
