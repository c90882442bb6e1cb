import { inputReasons, type ErrorCode } from './input-reasons.js';

/**
 * The one table of refusals: every `extensions.reason`, the code it comes with, and the sentence that
 * tells the caller what to do. `docs/errors.md` is tested against it.
 */
export const reasons = {
  TOKEN_MISSING: {
    code: 'UNAUTHENTICATED',
    message: 'Send a token: access tokens go in the header "Authorization: Bearer <accessToken>".',
  },
  TOKEN_EXPIRED: {
    code: 'UNAUTHENTICATED',
    message: 'The token has expired. Refresh it, or sign in again.',
  },
  TOKEN_NOT_YET_VALID: {
    code: 'UNAUTHENTICATED',
    message: 'The token is not valid yet. Check the clocks of both machines.',
  },
  TOKEN_INVALID: {
    code: 'UNAUTHENTICATED',
    message: 'The token is not one of ours, or is damaged. Sign in again.',
  },
  TOKEN_REVOKED: {
    code: 'UNAUTHENTICATED',
    message: 'The session of this token has ended. Sign in again.',
  },
  TOKEN_REUSED: {
    code: 'UNAUTHENTICATED',
    message: 'The refresh token was used before, so its session has been ended. Sign in again.',
  },
  WRONG_TOKEN_TYPE: {
    code: 'UNAUTHENTICATED',
    message:
      'This is another kind of token. Send access tokens to the API, refresh tokens to "refresh".',
  },
  INVALID_CREDENTIALS: {
    code: 'UNAUTHENTICATED',
    message: 'The username or the password is wrong.',
  },
  FRESH_LOGIN_REQUIRED: {
    code: 'UNAUTHENTICATED',
    message: 'This needs a recent proof of the password. Call "reauthenticate" and try again.',
  },
  ROLE_REQUIRED: {
    code: 'FORBIDDEN',
    message: 'Your account lacks the role that this needs. Ask an administrator for it.',
  },
  SCOPE_REQUIRED: {
    code: 'FORBIDDEN',
    message: 'Your token lacks the scope that this needs.',
  },
  NOT_ALLOWED: {
    code: 'FORBIDDEN',
    message: 'This is not open to anyone.',
  },
  ORIGIN_REFUSED: {
    code: 'FORBIDDEN',
    message:
      'Cookies are for pages of the service’s own origin and of CORS_ORIGINS. Use header mode elsewhere.',
  },
  LAST_ADMIN: {
    code: 'FORBIDDEN',
    message: 'This is the last administrator. Give the role to someone else first.',
  },
  IMPERSONATED: {
    code: 'FORBIDDEN',
    message:
      'This is for the user alone, and you are signed in as someone else. Do it in a session of your own, as an administrator where there is a way.',
  },
  IMPERSONATION_REFUSED: {
    code: 'FORBIDDEN',
    message: 'Administrators are not impersonated, oneself included. Choose the account of a user.',
  },
  IMPERSONATION_OFF: {
    code: 'FORBIDDEN',
    message:
      'Here nobody is signed in as someone else. Whoever runs it can set IMPERSONATION_EXPIRES.',
  },
  REGISTRATION_REFUSED: {
    code: 'FORBIDDEN',
    message: 'This service did not accept the registration.',
  },
  MAIL_OFF: {
    code: 'FORBIDDEN',
    message: 'This service sends no mail. Whoever runs it can set SMTP_URL.',
  },
  ...inputReasons,
  USERNAME_CHANGED_TOO_OFTEN: {
    code: 'TOO_MANY_REQUESTS',
    message: 'You have given up too many usernames lately. Keep this one for a while.',
  },
  SESSION_NOT_FOUND: {
    code: 'NOT_FOUND',
    message: 'You have no session of this id. List yours with "me { sessions { id } }".',
  },
  USER_NOT_FOUND: {
    code: 'NOT_FOUND',
    message: 'There is no such user.',
  },
  TOO_MANY_ATTEMPTS: {
    code: 'TOO_MANY_REQUESTS',
    message: 'Too many attempts from your network. Try again later.',
  },
  TOO_MANY_CHANGES: {
    code: 'TOO_MANY_REQUESTS',
    message: 'You have changed your profile very often lately. Wait, and save the rest at once.',
  },
  TOO_MANY_EXPORTS: {
    code: 'TOO_MANY_REQUESTS',
    message: 'Your data is being exported already, or was very often lately. Try again later.',
  },
  TOO_MANY_MAILS: {
    code: 'TOO_MANY_REQUESTS',
    message:
      'Too many mails to this address, or from your network. Look into the mailbox, or try again later.',
  },
  DATABASE_UNAVAILABLE: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'The database does not answer. Nothing was lost; try again shortly.',
  },
  ISSUER_UNAVAILABLE: {
    code: 'SERVICE_UNAVAILABLE',
    message:
      'The service that issues the tokens does not answer. Nothing was lost; try again shortly.',
  },
  OVERLOADED: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'Too many sign-ins at once. Nothing was lost; try again shortly.',
  },
  INTERNAL: {
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Something went wrong on our side. Report the request id if it happens again.',
  },
} as const satisfies Record<string, { code: ErrorCode; message: string }>;

export type ErrorReason = keyof typeof reasons;
