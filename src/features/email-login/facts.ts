import { defineReasons } from '../../platform/errors/reasons.js';

export const emailLoginReasons = defineReasons({
  CODE_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'This code is wrong, expired or already used. Request a new one.',
  },
});
