import { option } from '../../platform/config/option.js';
import { wholeNumber } from '../../platform/config/schemas.js';

export const exportLimits = {
  LIMIT_EXPORTS_PER_USER: option({
    ...wholeNumber({
      unit: 'exports in an hour',
      min: 0,
      max: 10_000,
      default: 10,
      because: 'each reads up to 30,000 rows.',
    }),
    description:
      'Exports of one account by `exportMyData`, of which each process makes one at a time.',
    danger: '0: one account can keep the database busy.',
  }),
};
