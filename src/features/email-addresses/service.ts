import type { ClientInfo } from '../../platform/client-info.js';
import type { AccountDependencies } from '../passwords/dependencies.js';
import { createMailRequestJobHandler, type Answers } from './mail-request.js';
import {
  resetPassword,
  type PasswordReset,
  answerPasswordReset,
  requestPasswordReset,
  acceptInvitation,
} from '../passwords/reset-password.js';
import {
  verifyEmail,
  answerVerification,
  requestVerification,
  type MailRequestContext,
  answerEmailChange,
  changeEmail,
} from './verify-email.js';
import {
  answerSignIn,
  requestSignIn,
  signInWithCode,
  type CodeProof,
  signInWithToken,
} from '../email-login/sign-in.js';
import type { SessionAndUser } from '../sessions/session.js';
import type { TokenPair, TokenPairIssuer } from '../sessions/refresh-token.js';
import type { JobHandler } from '../../platform/outbox/job.js';

/** The token of a link. */
export interface ShownLink {
  readonly token: string;
  readonly client: ClientInfo;
}

/** The verbs around e-mail addresses; each is described beside its code. */
export interface EmailAccounts {
  requestVerification(viewer: SessionAndUser, context: MailRequestContext): Promise<void>;
  verify(viewer: SessionAndUser, shown: ShownLink): Promise<void>;
  change(viewer: SessionAndUser, wanted: MailRequestContext & { newEmail: string }): Promise<void>;
  requestPasswordReset(context: MailRequestContext & { email: string }): Promise<void>;
  resetPassword(reset: PasswordReset): Promise<void>;
  acceptInvitation(acceptance: PasswordReset): Promise<void>;
  requestSignIn(context: MailRequestContext & { email: string }): Promise<void>;
  signInWithToken(shown: ShownLink): Promise<TokenPair>;
  signInWithCode(proof: CodeProof): Promise<TokenPair>;
}

export function createEmailAccounts(
  dependencies: AccountDependencies,
  pairs: TokenPairIssuer,
): EmailAccounts {
  return {
    requestVerification: (viewer, context) => requestVerification(dependencies, viewer, context),
    async verify(viewer, shown) {
      await verifyEmail(dependencies, viewer, shown);
    },
    change: (viewer, wanted) => changeEmail(dependencies, viewer, wanted),
    requestPasswordReset: (context) => requestPasswordReset(dependencies, context),
    resetPassword: (reset) => resetPassword(dependencies, reset),
    acceptInvitation: (acceptance) => acceptInvitation(dependencies, acceptance),
    requestSignIn: (context) => requestSignIn(dependencies, context),
    signInWithToken: async (shown) => pairs.issue(await signInWithToken(dependencies, shown)),
    signInWithCode: async (proof) => pairs.issue(await signInWithCode(dependencies, proof)),
  };
}

const answers: Answers = {
  'verify-email': { answer: answerVerification, event: 'email.verification_requested' },
  'change-email': { answer: answerEmailChange, event: 'email.change_requested' },
  'reset-password': { answer: answerPasswordReset, event: 'password.reset_requested' },
  'sign-in': { answer: answerSignIn, event: 'login.email_requested' },
};

/** Answers the requests of the verbs above when they are due. */
export function createEmailJobHandler(dependencies: AccountDependencies): JobHandler {
  return createMailRequestJobHandler(dependencies, answers);
}
