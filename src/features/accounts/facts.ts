import { defineReasons } from '../../platform/errors/reasons.js';

export const accountReasons = defineReasons({
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
  EMAIL_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Enter an e-mail address of at most 254 characters, such as name@example.com.',
  },
  EMAIL_TAKEN: {
    code: 'BAD_USER_INPUT',
    message: 'Another account has verified this e-mail address.',
  },
  METADATA_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Metadata must be a JSON object, such as {"plan":"pro"}.',
  },
  METADATA_TOO_LARGE: {
    code: 'BAD_USER_INPUT',
    message: 'The metadata is too large.',
  },
  ROLES_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'An account can have up to 32 roles, each of 1 to 64 letters, digits, "_", ":", "." or "-".',
  },
  LAST_ADMIN: {
    code: 'FORBIDDEN',
    message: 'This is the last administrator. Give the role to someone else first.',
  },
});
