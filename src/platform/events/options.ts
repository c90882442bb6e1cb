import { option } from '../config/option.js';
import { wholeNumber } from '../config/schemas.js';

export const eventOptions = {
  AUDIT_RETENTION: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 315_360_000,
      default: 7_776_000,
      because: '0 keeps events without end.',
    }),
    description:
      'How long security events are kept in the database; with SESSION_EVENTS=on an hour longer than access tokens live, at least.',
    danger: 'Too short: traces of a break-in are lost.',
  }),
};
