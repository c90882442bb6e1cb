import { httpsLink, mailLifetime, mailLink } from '../../platform/mail/link-options.js';

export const verificationOptions = {
  MAIL_LINK_VERIFY_EMAIL: mailLink(
    'verify-email',
    'The page that calls `verifyEmail(token)`, once its user is signed in.',
  ),
  EMAIL_VERIFICATION_EXPIRES: mailLifetime('the link that confirms an e-mail address works', {
    default: 86_400,
    max: 604_800,
  }),
};

export const verificationChecks = [httpsLink('MAIL_LINK_VERIFY_EMAIL')];
