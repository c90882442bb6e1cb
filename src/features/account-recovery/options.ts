import { option } from '../../platform/config/option.js';
import { wholeNumber } from '../../platform/config/schemas.js';

export const accountRecoveryOptions = {
  ACCOUNT_RECOVERY_DELAY: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 2_592_000,
      default: 86_400,
      because: '0 opens at once.',
    }),
    description:
      'How long after `beginAccountRecovery` a recovery code opens an account that has nothing but passkeys. Its sessions see it and can cancel it.',
    danger: 'Too short: owners do not notice that someone else has their codes.',
  }),
};
