import type { ErrorCode } from './error-codes.js';

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
  USER_DISABLED: {
    code: 'BAD_USER_INPUT',
    message: 'This account is disabled. Open it first with "enableUser".',
  },
  USERNAME_MISSING: {
    code: 'BAD_USER_INPUT',
    message: 'Give a username.',
  },
  USERNAME_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'A username has 1 to 64 letters, digits, ".", "_" or "-", and begins and ends with a letter or digit.',
  },
  USERNAME_TAKEN: {
    code: 'BAD_USER_INPUT',
    message: 'This username is taken. Choose another one.',
  },
  USERNAME_CHANGED_TOO_OFTEN: {
    code: 'TOO_MANY_REQUESTS',
    message: 'You have given up too many usernames lately. Keep this one for a while.',
  },
  PAGE_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Ask for 1 to 100 items, either the "first" or the "last" of them.',
  },
  CURSOR_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'This is no cursor of this list. Take one from its "pageInfo", or begin anew.',
  },
  FILTER_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'The filter names something that there is not.',
  },
  DISPLAY_NAME_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A display name has 1 to 100 visible characters, in one line.',
  },
  LOCALE_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A locale is a BCP 47 tag, such as en or ko-KR.',
  },
  METADATA_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Metadata is a JSON object, such as {"plan":"pro"}.',
  },
  METADATA_TOO_LARGE: {
    code: 'BAD_USER_INPUT',
    message: 'The metadata is too large.',
  },
  EMAIL_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Give an e-mail address such as name@example.com, of up to 254 characters.',
  },
  EMAIL_TAKEN: {
    code: 'BAD_USER_INPUT',
    message: 'Another account has verified this e-mail address.',
  },
  EMAIL_MISSING: {
    code: 'BAD_USER_INPUT',
    message: 'Your account has no e-mail address. Give it one with "changeEmail".',
  },
  LINK_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'This link does not work any more, or not here: each is good once, for a short time, for one account. Ask for a new one.',
  },
  CODE_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'The code is wrong, or does not work any more: it is good once, for a short time and a few tries. Ask for a new one.',
  },
  PASSWORD_MISSING: {
    code: 'BAD_USER_INPUT',
    message: 'Give a password.',
  },
  PASSWORD_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'The password holds a damaged character (half of a surrogate pair). Type it again.',
  },
  PASSWORD_TOO_SHORT: {
    code: 'BAD_USER_INPUT',
    message: 'The password is too short.',
  },
  PASSWORD_TOO_LONG: {
    code: 'BAD_USER_INPUT',
    message: 'The password is too long.',
  },
  PASSWORD_TOO_COMMON: {
    code: 'BAD_USER_INPUT',
    message: 'This password is one of the first that are guessed. Choose another one.',
  },
  REASON_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A reason has 1 to 200 visible characters, in one line. Leave it out to give none.',
  },
  ROLES_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'An account has up to 32 roles of 1 to 64 letters, digits, "_", ":", "." or "-".',
  },
  ENTITY_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Only users are resolved here, by their ids: {"__typename":"User","id":"01890a5d-…"}.',
  },
  EXPIRES_IN_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'The lifetime asked for is not allowed.',
  },
  DOCUMENT_TOO_COMPLEX: {
    code: 'BAD_USER_INPUT',
    message: 'The document is more than one request may ask for. Ask for less at once.',
  },
  VARIABLES_TOO_COMPLEX: {
    code: 'BAD_USER_INPUT',
    message: 'The variables are more than one request may bring. Send less at once.',
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
