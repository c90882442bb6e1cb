import { defineReasons } from '../../platform/errors/reasons.js';

export const administrationReasons = defineReasons({
  USER_NOT_FOUND: {
    code: 'NOT_FOUND',
    message: 'User not found.',
  },
  USER_DISABLED: {
    code: 'BAD_USER_INPUT',
    message: 'This account is disabled. Enable it first with "enableUser".',
  },
  FILTER_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Unknown value in the filter.',
  },
  REASON_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A reason must be one line of 1 to 200 visible characters. It is optional.',
  },
  IMPERSONATION_REFUSED: {
    code: 'FORBIDDEN',
    message: 'Administrators cannot be impersonated, and you cannot impersonate yourself.',
  },
  IMPERSONATION_OFF: {
    code: 'FORBIDDEN',
    message: 'Impersonation is disabled. Set IMPERSONATION_EXPIRES to enable it.',
  },
});
