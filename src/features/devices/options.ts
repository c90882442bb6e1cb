import { option } from '../../platform/config/option.js';
import { onOff } from '../../platform/config/schemas.js';
import { httpsLink, mailLifetime, mailLink } from '../../platform/mail/link-options.js';

export const deviceOptions = {
  NEW_DEVICE_MAIL: option({
    schema: onOff,
    default: true,
    defaultText: '`on`',
    unit: '`on` or `off`',
    description:
      'Whether a sign-in on a new device is mailed to its user ([guide](guides/email.md#new-devices)).',
    bounds: '`on` or `off`; without mail it is off.',
    danger: 'When off, nobody hears of a stranger who knows the password.',
  }),
  MAIL_LINK_DENY_SIGN_IN: mailLink('deny-sign-in', 'The page that calls `denySignIn(token)`.'),
  DENY_SIGN_IN_EXPIRES: mailLifetime('the link that denies a sign-in works', {
    default: 604_800,
    max: 2_592_000,
  }),
};

export const deviceChecks = [httpsLink('MAIL_LINK_DENY_SIGN_IN')];
