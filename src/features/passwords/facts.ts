import { defineReasons } from '../../platform/errors/reasons.js';

export const passwordReasons = defineReasons({
  INVALID_CREDENTIALS: {
    code: 'UNAUTHENTICATED',
    message: 'The username or the password is wrong.',
  },
  REGISTRATION_REFUSED: {
    code: 'FORBIDDEN',
    message: 'This service did not accept the registration.',
  },
});
