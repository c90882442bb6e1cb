/** The closed set of `extensions.code`. Clients branch on it; it is never renamed. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'TOO_MANY_REQUESTS'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/** Why something is refused: the code it comes with, and the sentence that says what to do. */
export interface Reason<Name extends string = string> {
  readonly reason: Name;
  readonly code: ErrorCode;
  readonly message: string;
}

type Sentences = Readonly<Record<string, Omit<Reason, 'reason'>>>;

/** A table of reasons: each knows its name, so that it can be thrown alone. */
export function defineReasons<const Table extends Sentences>(
  table: Table,
): { readonly [Name in keyof Table & string]: Reason<Name> & Table[Name] } {
  const named = Object.entries(table).map(([reason, rest]) => [reason, { reason, ...rest }]);
  return Object.fromEntries(named) as ReturnType<typeof defineReasons<Table>>;
}

/**
 * The reasons of the platform and of the kit for other services. Features have their own in `facts.ts`;
 * `app/facts.ts` has all of them, and docs/errors.md is tested against it.
 */
export const platformReasons = defineReasons({
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
  WRONG_TOKEN_TYPE: {
    code: 'UNAUTHENTICATED',
    message: 'Wrong type of token. Send access tokens to the API and refresh tokens to "refresh".',
  },
  FRESH_LOGIN_REQUIRED: {
    code: 'UNAUTHENTICATED',
    message: 'This operation requires a recent sign-in. Call "reauthenticate" and try again.',
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
  IMPERSONATED: {
    code: 'FORBIDDEN',
    message:
      'This operation is not allowed while you impersonate a user. Use a session of your own.',
  },
  MAIL_OFF: {
    code: 'FORBIDDEN',
    message: 'Mail is disabled. Set SMTP_URL to enable it.',
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
  PAGE_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Ask for 1 to 100 items, either the "first" or the "last" of them.',
  },
  CURSOR_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'The cursor does not belong to this list. Use one from its "pageInfo", or start again.',
  },
  PASSWORD_MISSING: {
    code: 'BAD_USER_INPUT',
    message: 'Enter a password.',
  },
  PASSWORD_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'The password contains an invalid character (half of a surrogate pair). Type it again.',
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
    message: 'This password is too common. Choose another one.',
  },
  INPUT_TOO_LONG: {
    code: 'BAD_USER_INPUT',
    message: 'A value is longer than its maximum.',
  },
  OPERATION_UNSUPPORTED: {
    code: 'BAD_USER_INPUT',
    message: 'Subscriptions are not supported. Send a query or a mutation.',
  },
  DOCUMENT_TOO_COMPLEX: {
    code: 'BAD_USER_INPUT',
    message: 'The document exceeds a limit of one request. Request less at once.',
  },
  DOCUMENT_UNKNOWN: {
    code: 'BAD_USER_INPUT',
    message:
      'The service does not know this document. Add it to the list in PERSISTED_DOCUMENTS, or send its text if that is allowed.',
  },
  DOCUMENT_HASH_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'Send the SHA-256 of the document, 64 hexadecimal digits in lower case, as "extensions.persistedQuery.sha256Hash" with "version" 1.',
  },
  VARIABLES_TOO_COMPLEX: {
    code: 'BAD_USER_INPUT',
    message: 'The variables exceed a limit of one request. Send less at once.',
  },
});

export type PlatformReason = keyof typeof platformReasons;
