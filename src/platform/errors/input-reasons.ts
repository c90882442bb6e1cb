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
    message: 'This account is disabled. Enable it first with "enableUser".',
  },
  USERNAME_MISSING: {
    code: 'BAD_USER_INPUT',
    message: 'Enter a username.',
  },
  USERNAME_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'A username must have 1 to 64 letters, digits, ".", "_" or "-", and begin and end with a letter or digit.',
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
    message:
      'The cursor does not belong to this list. Use one from its "pageInfo", or start again.',
  },
  FILTER_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Unknown value in the filter.',
  },
  DISPLAY_NAME_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A display name must be one line of 1 to 100 visible characters.',
  },
  LOCALE_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A locale must be a BCP 47 tag, such as en or ko-KR.',
  },
  METADATA_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Metadata must be a JSON object, such as {"plan":"pro"}.',
  },
  METADATA_TOO_LARGE: {
    code: 'BAD_USER_INPUT',
    message: 'The metadata is too large.',
  },
  EMAIL_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Enter an e-mail address of at most 254 characters, such as name@example.com.',
  },
  EMAIL_TAKEN: {
    code: 'BAD_USER_INPUT',
    message: 'Another account has verified this e-mail address.',
  },
  EMAIL_MISSING: {
    code: 'BAD_USER_INPUT',
    message: 'Your account has no e-mail address. Add one with "changeEmail".',
  },
  LINK_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'This link is invalid, expired or already used, or belongs to another account. Request a new one.',
  },
  CODE_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'This code is wrong, expired or already used. Request a new one.',
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
  REASON_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A reason must be one line of 1 to 200 visible characters. It is optional.',
  },
  ROLES_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'An account can have up to 32 roles, each of 1 to 64 letters, digits, "_", ":", "." or "-".',
  },
  ENTITY_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Only users can be resolved, by id: {"__typename":"User","id":"01890a5d-…"}.',
  },
  EXPIRES_IN_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'The requested lifetime is not allowed.',
  },
  IDEMPOTENCY_KEY_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'Create a new idempotency key for each refresh: 128 random bits in base64url (22 characters, at most 43).',
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
  VARIABLES_TOO_COMPLEX: {
    code: 'BAD_USER_INPUT',
    message: 'The variables exceed a limit of one request. Send less at once.',
  },
} as const satisfies Record<string, { code: ErrorCode; message: string }>;
