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

export const invitationChecks = [httpsLink('MAIL_LINK_INVITATION')];
