/**
 * `authgraph/client`: a signed-in user in a browser, in Node or in React Native, without dependencies.
 * Adapters: `authgraph/client/apollo`, `authgraph/client/urql`, `authgraph/client/graphql-request`. Passkeys:
 * `authgraph/client/passkeys`. Sign-ins on another page: `authgraph/client/redirect`. What happens elsewhere, at once:
 * `authgraph/client/events`.
 */
export type { ErrorReason } from '../app/facts.js';
export type { ErrorCode } from '../platform/errors/reasons.js';
export {
  BeginTotpEnrollmentDocument,
  ConfirmTotpEnrollmentDocument,
  MeDocument,
  RegenerateRecoveryCodesDocument,
  RemoveFactorDocument,
  RemovePasswordDocument,
  RequestStepUpEmailDocument,
  RevokeSessionDocument,
  SecurityDocument,
  SetPasswordDocument,
  SetTwoStepSignInDocument,
  type FactorMethod,
  type FactorProofInput,
  type MeQuery,
  type SecurityQuery,
  type SignInInput,
  type StepUpInput,
  type RevokeSessionMutation,
  type TypedDocument,
} from '../generated/client-operations.js';
export { createAuthFetch, type AuthFetchOptions } from './auth-fetch.js';
export type { Clock } from './backoff.js';
export { AuthgraphError, type ClientReason } from './result.js';
export { createSession, type SessionOptions } from './session.js';
export { type Session } from './verbs.js';
export type { SessionState, SessionUser, TokensData } from './result.js';
export type { CaptchaOption, SignInChallenge, SignInOutcome } from './sign-ins.js';
export type { ForgetOptions } from './sign-outs.js';
export { createStepUp, type StepUp, type StepUpRequest } from './step-up.js';
export { createLocalStorage, type TokenStorage } from './storage.js';
export { createTabs, type Tabs } from './tabs.js';
export type { AccessTokenSource } from './token-source.js';
