/** The closed set of `extensions.code`. Clients branch on it; it is never renamed. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'TOO_MANY_REQUESTS'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/** The part of the table in `error-reasons.ts` that is about what the caller sent. */
export const inputReasons = {
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
  IDEMPOTENCY_KEY_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'Make a new idempotency key for each refresh: 128 random bits in base64url (22 characters, at most 43).',
  },
  INPUT_TOO_LONG: {
    code: 'BAD_USER_INPUT',
    message: 'A value is longer than its maximum.',
  },
  OPERATION_UNSUPPORTED: {
    code: 'BAD_USER_INPUT',
    message: 'This API has queries and mutations, and no subscriptions.',
  },
  DOCUMENT_TOO_COMPLEX: {
    code: 'BAD_USER_INPUT',
    message: 'The document is more than one request may ask for. Ask for less at once.',
  },
  VARIABLES_TOO_COMPLEX: {
    code: 'BAD_USER_INPUT',
    message: 'The variables are more than one request may bring. Send less at once.',
  },
} as const satisfies Record<string, { code: ErrorCode; message: string }>;
