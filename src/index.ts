/** Authgraph as a library: the whole service inside your own process. */
export { createAuthServer, type AuthServer } from './app/create-auth-server.js';
export { AuthError, type ServerOverrides } from './app/embedding.js';
export type { ClientAddress, NodeHandler } from './platform/http/doors.js';
export type { ExecuteOptions, ExecuteResult, TypedDocument } from './platform/http/execute.js';
export { loadConfig, ConfigError, type Config } from './app/config.js';
export type {
  Hooks,
  HookRequest,
  RefreshCandidate,
  SignedIn,
  SignInCandidate,
} from './features/sessions/hooks.js';
export type { OutgoingMail, SendMail } from './platform/mail/mail.js';
export type { IsBreachedPassword } from './features/passwords/breaches.js';
export { UndeliverableError } from './platform/job.js';
export { systemClock, type Clock } from './platform/clock.js';
export type { GraphQLContext } from './features/sessions/context.js';
export type { Logger } from './platform/logger.js';
export { reasons, type ErrorReason } from './app/facts.js';
export type { ErrorCode } from './platform/errors/reasons.js';
export type { CaptchaChallenge, StepUp } from './platform/errors/auth-error.js';
export type { ClientInfo } from './platform/client-info.js';
export type { RevocationReason, Session } from './features/sessions/session.js';
export type { User } from './features/accounts/user.js';
