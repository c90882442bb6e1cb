import { option } from '../../platform/config/option.js';
import { wholeNumber } from '../../platform/config/schemas.js';

export const profileLimits = {
  LIMIT_PROFILE_CHANGES: option({
    ...wholeNumber({
      unit: 'changes in an hour',
      min: 0,
      max: 100_000,
      default: 120,
      because: 'a form that saves as one types changes something every few seconds, for a while.',
    }),
    description:
      'Changes of one profile by `updateProfile` and `changeUsername`, after which its user has to wait.',
    danger:
      'Each one is written to the audit log and sent to webhooks. 0: one account can delay both.',
  }),
};
