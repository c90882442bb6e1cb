import { option } from '../../platform/config/option.js';
import { wholeNumber } from '../../platform/config/schemas.js';

export const profileLimits = {
  LIMIT_PROFILE_CHANGES: option({
    ...wholeNumber({
      unit: 'changes in an hour',
      min: 0,
      max: 100_000,
      default: 120,
    }),
    description:
      'Changes of one profile by `updateProfile` and `changeUsername`; apart from them, as often its user adds something to sign in with, or makes it anew.',
    danger: '0: one account can delay audit log, mails and webhooks.',
  }),
};
