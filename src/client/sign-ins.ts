import {
  CompleteMfaDocument,
  SignInDocument,
  type ChallengeFragment,
  type FactorProofInput,
  type SignInInput,
  type SignInMutation,
  type TypedDocument,
} from '../generated/client-operations.js';
import { AuthgraphError, dataOf, pairIn, type SessionUser, type TokensData } from './result.js';
import type { Tabs } from './tabs.js';
import type { TokenStore } from './token-store.js';
import type { Send, SendOptions } from './transport.js';

/** A sign-in that has proved one factor, of an account that needs two: nobody is signed in yet. */
export interface SignInChallenge extends ChallengeFragment {
  readonly status: 'challenge';
}

/** What a sign-in has come to. */
export type SignInOutcome =
  { readonly status: 'signedIn'; readonly user: SessionUser } | SignInChallenge;

/** The token that the CAPTCHA of `serverInfo` has given. Each is good once: reset the CAPTCHA after every call. */
export type CaptchaOption = Pick<SendOptions, 'captcha'>;

export interface SignIns {
  /**
   * Signs in by one proof of identity, such as `{ password: { username, password } }`. An account with two-step sign-in
   * gives a challenge, which `completeMfa` completes; `login` refuses it by `MFA_REQUIRED`.
   * @throws AuthgraphError `UPDATE_REQUIRED` for an answer that this version does not know
   */
  signIn(input: SignInInput, options?: CaptchaOption): Promise<SignInOutcome>;
  /** Completes a challenge by a second factor. After a wrong one the same challenge is good for another. */
  completeMfa(mfaToken: string, input: FactorProofInput): Promise<SignInOutcome>;
  /**
   * Runs an operation that signs in, and keeps its tokens: an invitation that is accepted, a passkey that signs up. They
   * are the answer of its only field, or that field's `tokens`.
   */
  requestSignIn<Data extends TokensData, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
    options?: CaptchaOption,
  ): Promise<Data>;
}

export interface SignInOptions {
  readonly send: Send;
  readonly tokenStore: TokenStore;
  readonly tabs: Tabs;
}

/** The ways in. Each has the tabs' turn from end to end, and sends no access token. */
export function createSignIns({ send, tokenStore, tabs }: SignInOptions): SignIns {
  return {
    requestSignIn: (document, variables, options) =>
      inTurn(async () => {
        const data = dataOf(await send(document, variables, options));
        await tokenStore.keep(pairIn(data), 'signIn');
        return data;
      }),
    signIn: (input, options) => enter(SignInDocument, { input }, options),
    completeMfa: (mfaToken, input) => enter(CompleteMfaDocument, { mfaToken, input }),
  };

  function enter<Variables>(
    document: TypedDocument<SignInMutation, Variables>,
    variables: Variables,
    options?: SendOptions,
  ): Promise<SignInOutcome> {
    return inTurn(async () => {
      const { result } = dataOf(
        await send(document, variables, options),
      ) as Partial<SignInMutation>;
      if (result?.__typename === 'MfaChallenge') {
        const { mfaToken, methods, expiresIn, passkey } = result;
        return { status: 'challenge', mfaToken, methods, expiresIn, passkey };
      }
      // What has no type is another server's answer, and no pair.
      const kind = result?.__typename as string | undefined;
      if (kind !== undefined && kind !== 'TokenPair') throw unknownStep();
      const pair = pairIn({ result });
      await tokenStore.keep(pair, 'signIn');
      return { status: 'signedIn', user: pair.user };
    });
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    return tabs.exclusive(async () => {
      // A storage that cannot be read keeps nobody from signing in.
      await tokenStore.load().catch(() => undefined);
      return work();
    });
  }
}

function unknownStep(): AuthgraphError {
  return new AuthgraphError({
    message: 'The sign-in needs a step that is not known here. Update the application.',
    extensions: { reason: 'UPDATE_REQUIRED' },
  });
}
