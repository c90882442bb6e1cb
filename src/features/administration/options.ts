import { isRole } from '../accounts/roles.js';
import { option } from '../../platform/config/option.js';
import { textWhere, wholeNumber } from '../../platform/config/schemas.js';
import { httpsLink, mailLifetime, mailLink } from '../../platform/mail/link-options.js';

export const administrationOptions = {
  ADMIN_ROLE: option({
    schema: textWhere(
      isRole,
      'is not a name of a role; write 1 to 64 letters, digits, "_", ":", "." or "-", such as admin',
    ),
    default: 'admin',
    unit: 'name of a role',
    description: 'The role of administrators.',
    bounds: '1 to 64 letters, digits, `_`, `:`, `.`, `-`.',
    danger: 'Everyone with it administers all accounts.',
  }),
  IMPERSONATION_EXPIRES: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 3600,
      default: 900,
      because: '0 turns it off.',
    }),
    description: 'How long `impersonate` lasts.',
    danger: 'Too long: other services accept a disabled administrator for that time.',
  }),
};

export const factorResetOptions = {
  MAIL_LINK_KEEP_FACTORS: mailLink(
    'keep-factors',
    'The page that calls `cancelFactorReset(token)`.',
  ),
  FACTOR_RESET_DELAY: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 2_592_000,
      default: 86_400,
      because: '0 resets at once.',
    }),
    description:
      'How long after `resetUserFactors` the second factors of a user are removed. The owner can cancel it by a mail.',
    danger: 'Too short: owners do not read the mail in time.',
  }),
};

export const invitationOptions = {
  MAIL_LINK_INVITATION: mailLink(
    'accept-invitation',
    'The page for a first password, which calls `acceptInvitation(token, newPassword)`.',
  ),
  INVITATION_EXPIRES: mailLifetime('the link that accepts an invitation works', {
    default: 604_800,
    max: 2_592_000,
  }),
};

export const factorResetChecks = [httpsLink('MAIL_LINK_KEEP_FACTORS')];

export const invitationChecks = [httpsLink('MAIL_LINK_INVITATION')];
