import { option } from '../../platform/config/option.js';
import { wholeNumber } from '../../platform/config/schemas.js';

export const exportLimits = {
  LIMIT_EXPORTS_PER_USER: option({
    ...wholeNumber({
      unit: 'exports in an hour',
      min: 0,
      max: 10_000,
      default: 10,
      because: 'a person needs one; each reads up to 30,000 rows.',
    }),
    description:
      'Exports of one account by `exportMyData`, after which its user has to wait. Besides, an account has one at a time at each process.',
    danger:
      'Too low: a lost answer means an hour of waiting. 0: one account can keep the database busy.',
  }),
};
