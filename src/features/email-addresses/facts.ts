import { defineReasons } from '../../platform/errors/reasons.js';

export const emailAddressReasons = defineReasons({
  EMAIL_MISSING: {
    code: 'BAD_USER_INPUT',
    message: 'Your account has no e-mail address. Add one with "changeEmail".',
  },
  LINK_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'This link is invalid, expired or already used, or belongs to another account. Request a new one.',
  },
});
