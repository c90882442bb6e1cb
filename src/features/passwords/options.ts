import { option } from '../../platform/config/option.js';
import { textWhere, wholeNumber } from '../../platform/config/schemas.js';
import { httpsLink, mailLifetime, mailLink } from '../../platform/mail/link-options.js';
import { sharedNetworks } from '../../platform/rate-limits/options.js';

export const passwordResetOptions = {
  MAIL_LINK_RESET_PASSWORD: mailLink(
    'reset-password',
    'The page for a new password, which calls `resetPassword(token, newPassword)`.',
  ),
  PASSWORD_RESET_EXPIRES: mailLifetime('the link that sets a new password works', {
    default: 600,
    max: 3600,
  }),
};

export const passwordResetChecks = [httpsLink('MAIL_LINK_RESET_PASSWORD')];

export const breachOptions = {
  BREACHED_PASSWORDS: option({
    // A misspelt word is not taken for a file.
    schema: textWhere(
      (text) => /^(?:off|online)$|[./\\]/.test(text) && !text.includes('\0'),
      'is not off, online or a path; write online, or a path such as ./pwnedpasswords.txt',
    ),
    default: 'off',
    unit: 'word or path',
    description:
      'Where new passwords are looked up ([guide](guides/sign-up-defences.md)): at Have I Been Pwned (`online`), or in a file.',
    bounds: '`off`, `online`, or the path of a sorted list of `SHA1:COUNT`, opened at the start.',
    danger: '`off`: passwords that attackers try first are accepted.',
  }),
};

export const registrationLimits = {
  LIMIT_REGISTRATIONS_PER_ADDRESS: option({
    ...wholeNumber({
      unit: 'sign-ups in an hour',
      min: 0,
      max: 100_000,
      default: 30,
    }),
    description: 'Sign-ups from one address.',
    danger: sharedNetworks,
  }),
};
