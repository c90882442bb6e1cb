import { inputReasons, type ErrorCode } from './input-reasons.js';

/**
 * The one table of refusals: every `extensions.reason`, the code it comes with, and the sentence that
 * tells the caller what to do. `docs/errors.md` is tested against it.
 */
export const reasons = {
  TOKEN_MISSING: {
    code: 'UNAUTHENTICATED',
    message: 'Send an access token in the header "Authorization: Bearer <accessToken>".',
  },
  TOKEN_EXPIRED: {
    code: 'UNAUTHENTICATED',
    message: 'The token has expired. Refresh it, or sign in again.',
  },
  TOKEN_NOT_YET_VALID: {
    code: 'UNAUTHENTICATED',
    message: 'The token is not valid yet. Check the clocks of the client and the server.',
  },
  TOKEN_INVALID: {
    code: 'UNAUTHENTICATED',
    message: 'The token is invalid. Sign in again.',
  },
  TOKEN_REVOKED: {
    code: 'UNAUTHENTICATED',
    message: 'The session of this token has ended. Sign in again.',
  },
  TOKEN_REUSED: {
    code: 'UNAUTHENTICATED',
    message: 'This refresh token was already used, so its session was ended. Sign in again.',
  },
  WRONG_TOKEN_TYPE: {
    code: 'UNAUTHENTICATED',
    message: 'Wrong type of token. Send access tokens to the API and refresh tokens to "refresh".',
  },
  INVALID_CREDENTIALS: {
    code: 'UNAUTHENTICATED',
    message: 'The username or the password is wrong.',
  },
  FRESH_LOGIN_REQUIRED: {
    code: 'UNAUTHENTICATED',
    message: 'This operation requires a recent sign-in. Call "reauthenticate" and try again.',
  },
  MFA_REQUIRED: {
    code: 'FORBIDDEN',
    message: 'This account has two-step sign-in. Sign in with a second factor.',
  },
  ROLE_REQUIRED: {
    code: 'FORBIDDEN',
    message: 'Your account lacks the required role. Ask an administrator for it.',
  },
  SCOPE_REQUIRED: {
    code: 'FORBIDDEN',
    message: 'Your token lacks the required scope.',
  },
  NOT_ALLOWED: {
    code: 'FORBIDDEN',
    message: 'This operation is disabled.',
  },
  ORIGIN_REFUSED: {
    code: 'FORBIDDEN',
    message:
      'Cookies work only on the service’s own origin and on CORS_ORIGINS. Use header mode elsewhere.',
  },
  LAST_ADMIN: {
    code: 'FORBIDDEN',
    message: 'This is the last administrator. Give the role to someone else first.',
  },
  IMPERSONATED: {
    code: 'FORBIDDEN',
    message:
      'This operation is not allowed while you impersonate a user. Use a session of your own.',
  },
  IMPERSONATION_REFUSED: {
    code: 'FORBIDDEN',
    message: 'Administrators cannot be impersonated, and you cannot impersonate yourself.',
  },
  IMPERSONATION_OFF: {
    code: 'FORBIDDEN',
    message: 'Impersonation is disabled. Set IMPERSONATION_EXPIRES to enable it.',
  },
  REGISTRATION_REFUSED: {
    code: 'FORBIDDEN',
    message: 'This service did not accept the registration.',
  },
  MAIL_OFF: {
    code: 'FORBIDDEN',
    message: 'Mail is disabled. Set SMTP_URL to enable it.',
  },
  ...inputReasons,
  USERNAME_CHANGED_TOO_OFTEN: {
    code: 'TOO_MANY_REQUESTS',
    message: 'You have changed your username too often. Try again later.',
  },
  SESSION_NOT_FOUND: {
    code: 'NOT_FOUND',
    message: 'You have no session with this id. List your sessions with "me { sessions { id } }".',
  },
  USER_NOT_FOUND: {
    code: 'NOT_FOUND',
    message: 'User not found.',
  },
  TOO_MANY_ATTEMPTS: {
    code: 'TOO_MANY_REQUESTS',
    message: 'Too many attempts from your network. Try again later.',
  },
  TOO_MANY_CHANGES: {
    code: 'TOO_MANY_REQUESTS',
    message: 'You have changed your profile too often. Try again later.',
  },
  TOO_MANY_EXPORTS: {
    code: 'TOO_MANY_REQUESTS',
    message:
      'An export is already running, or you have exported your data too often. Try again later.',
  },
  TOO_MANY_MAILS: {
    code: 'TOO_MANY_REQUESTS',
    message:
      'Too many mails to this address or from your network. Check the mailbox, or try again later.',
  },
  DATABASE_UNAVAILABLE: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'The database is unavailable. Nothing was lost. Try again shortly.',
  },
  ISSUER_UNAVAILABLE: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'The token issuer is unavailable. Nothing was lost. Try again shortly.',
  },
  OVERLOADED: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'Too many sign-ins at once. Nothing was lost. Try again shortly.',
  },
  INTERNAL: {
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Internal error. Report the request id if it happens again.',
  },
} as const satisfies Record<string, { code: ErrorCode; message: string }>;

export type ErrorReason = keyof typeof reasons;
