/** `authgraph/client/redirect`: sign-ins on another page, which come back to this application. */
import {
  BeginIdentityLinkDocument,
  BeginIdentityProofDocument,
  BeginSocialSignInDocument,
  type BeginSocialSignInMutation,
  type BeginSocialSignInMutationVariables,
  type TypedDocument,
} from '../generated/client-operations.js';
import {
  createFlow,
  type FlowOptions,
  type LoginOutcome,
  type RedirectSession,
  type ReturnTo,
} from './redirect-flow.js';
import { callbackIn, type Purpose } from './redirect-pending.js';

export {
  IdentitiesDocument,
  IdentityProvidersDocument,
  UnlinkIdentityDocument,
} from '../generated/client-operations.js';
export type {
  IdentityLinked,
  LoginOutcome,
  RedirectSession,
  ReturnTo,
  UsernameNeeded,
} from './redirect-flow.js';

export interface RedirectOptions extends FlowOptions {
  /** The service's own page, such as `https://auth.example.com/login`: for `redirectToLogin`. */
  readonly loginUrl?: string;
}

export interface RedirectSignIn {
  /**
   * Sends the user to the service's own page. With `open` it resolves when the user is back, and else with `undefined`,
   * while the page is being left: `completeLogin` goes on where the user comes back.
   * @throws AuthgraphError `LOGIN_CANCELLED`, and those of `completeLogin`
   */
  redirectToLogin(options?: ReturnTo): Promise<LoginOutcome | undefined>;
  /**
   * Signs in by a provider, such as `google`, without the service's own page. A new account may need a username first:
   * the outcome is `usernameNeeded`.
   * @param provider one of `identityProviders`, which `IdentityProvidersDocument` lists
   */
  signInWith(provider: string, options?: ReturnTo): Promise<LoginOutcome | undefined>;
  /**
   * Links an account at a provider to that of the user: the outcome is `linked`. It takes a fresh sign-in, and a session
   * that is still there when the user comes back: in a cookie or a storage.
   */
  linkIdentity(provider: string, options?: ReturnTo): Promise<LoginOutcome | undefined>;
  /** Proves the identity again by a provider that the account is linked to, as `session.stepUp` does. */
  proveIdentity(provider: string, options?: ReturnTo): Promise<LoginOutcome | undefined>;
  /**
   * Signs in by what the redirect has brought, if it has brought anything; else `null`. Call it when the page loads, and
   * before a router reads the URL: by then it is `returnTo`, without the code.
   * @param url default: that of the page
   * @throws AuthgraphError `LOGIN_UNKNOWN` for a redirect that this tab has not asked for; the reason of the redirect, such
   * as `PROVIDER_REFUSED`; those of `signIn`, such as `HANDOFF_INVALID`
   */
  completeLogin(url?: string): Promise<LoginOutcome | null>;
}

type BeginDocument = TypedDocument<BeginSocialSignInMutation, BeginSocialSignInMutationVariables>;

/** Sign-ins on another page. Making them touches nothing. */
export function createRedirectSignIn(
  session: RedirectSession,
  { loginUrl, ...options }: RedirectOptions = {},
): RedirectSignIn {
  const { leave, finish, currentUrl } = createFlow(session, options);
  let underWay: Promise<LoginOutcome> | undefined;
  const leaveFor =
    (purpose: Purpose, document: BeginDocument) =>
    (provider: string, where: ReturnTo = {}) =>
      leave(purpose, where, async (wanted) => {
        const { redirect } = await session.request(document, { provider, ...wanted });
        return redirect.authorizationUrl;
      });
  return {
    signInWith: leaveFor('signIn', BeginSocialSignInDocument),
    linkIdentity: leaveFor('link', BeginIdentityLinkDocument),
    proveIdentity: leaveFor('proof', BeginIdentityProofDocument),

    redirectToLogin: (where = {}) =>
      leave('signIn', where, ({ redirectUri, codeChallenge, state }) => {
        if (loginUrl === undefined) throw new TypeError('redirectToLogin needs "loginUrl"');
        const wanted = { redirect_uri: redirectUri, code_challenge: codeChallenge, state };
        const query = Object.entries(wanted).map(
          ([name, value]) => `${name}=${encodeURIComponent(value)}`,
        );
        return `${loginUrl}?${query.join('&')}`;
      }),

    async completeLogin(url = currentUrl()) {
      const callback = callbackIn(url);
      // Asked twice at once, as by React in development: the second caller finds the URL without the code.
      if (callback === undefined) return (await underWay) ?? null;
      const done = finish(callback).finally(() => (underWay = undefined));
      return (underWay = done);
    },
  };
}
