import { ruleFor, type Feature } from '../../platform/feature.js';
import type { ClientInfo } from '../../platform/client-info.js';
import { maxLengths, text } from '../../platform/maxima.js';
import { emailMaximum } from '../accounts/identifiers.js';
import { linkTokenMaximum } from '../email-addresses/send-link.js';
import type { MailRequestContext } from '../email-addresses/verify-email.js';
import { viewerOf } from '../sessions/context.js';
import { sessionReasons } from '../sessions/facts.js';
import type { TokenPair, TokenPairIssuer } from '../sessions/refresh-token.js';
import type { SessionAndUser } from '../sessions/session.js';
import {
  requestSignIn,
  signInWithCode,
  signInWithToken,
  type CodeProof,
  type EmailLoginDependencies,
} from './login.js';
import { requestStepUp, stepUpWithCode, type ShownCode } from './step-up.js';

/** The verbs of a sign-in without a password; each is described beside its code. */
export interface EmailLogin {
  requestSignIn(context: MailRequestContext & { email: string }): Promise<void>;
  signInWithToken(shown: { token: string; client: ClientInfo }): Promise<TokenPair>;
  signInWithCode(proof: CodeProof): Promise<TokenPair>;
  /** See `step-up.ts`. */
  requestStepUp(viewer: SessionAndUser, context: MailRequestContext): Promise<void>;
  stepUpWithCode(viewer: SessionAndUser, shown: ShownCode): Promise<TokenPair>;
}

export function createEmailLogin(
  dependencies: EmailLoginDependencies,
  pairs: TokenPairIssuer,
): EmailLogin {
  return {
    requestSignIn: (context) => requestSignIn(dependencies, context),
    signInWithToken: async (shown) => pairs.issue(await signInWithToken(dependencies, shown)),
    signInWithCode: async (proof) => pairs.issue(await signInWithCode(dependencies, proof)),
    requestStepUp: (viewer, context) => requestStepUp(dependencies, viewer, context),
    stepUpWithCode: async (viewer, shown) =>
      pairs.issue(await stepUpWithCode(dependencies, viewer, shown)),
  };
}

const codeMaximum = text(maxLengths.mailCode, sessionReasons.CODE_INVALID);

/** The sign-in by a link or a code that is mailed. */
export const emailLogin: Feature<{ readonly email: EmailLogin }> = {
  resolvers: ({ email }) => ({
    Mutation: {
      async requestLoginEmail(_parent, { email: address }, { client, locales }) {
        await email.requestSignIn({ email: address, client, locales: locales() });
        return true;
      },

      loginWithEmailToken: async (_parent, { token }, { client, refreshCookie }) =>
        refreshCookie.deliver(await email.signInWithToken({ token, client })),

      loginWithEmailCode: async (_parent, { email: address, code }, { client, refreshCookie }) =>
        refreshCookie.deliver(await email.signInWithCode({ email: address, code, client })),

      async requestStepUpEmail(_parent, _args, context) {
        const { client, locales } = context;
        await email.requestStepUp(await viewerOf(context), { client, locales: locales() });
        return true;
      },
    },
  }),
  maxima: () => ({
    'Mutation.requestLoginEmail(email:)': emailMaximum,
    'Mutation.loginWithEmailToken(token:)': linkTokenMaximum,
    'Mutation.loginWithEmailCode(email:)': emailMaximum,
    'Mutation.loginWithEmailCode(code:)': codeMaximum,
    'SignInInput.emailToken': linkTokenMaximum,
    'EmailCodeSignIn.email': emailMaximum,
    'EmailCodeSignIn.code': codeMaximum,
    'StepUpInput.emailCode': codeMaximum,
  }),
  permissions: ({ allow, isNotImpersonated }) => ({
    Mutation: {
      ...ruleFor(allow, 'requestLoginEmail', 'loginWithEmailToken', 'loginWithEmailCode'),
      requestStepUpEmail: isNotImpersonated,
    },
  }),
};
