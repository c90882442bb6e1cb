import { httpsLink, mailLifetime, mailLink } from '../../platform/mail/link-options.js';

export const emailLoginOptions = {
  MAIL_LINK_SIGN_IN: mailLink('sign-in', 'The page that calls `loginWithEmailToken(token)`.'),
  SIGN_IN_EMAIL_EXPIRES: mailLifetime('the link that signs in and the code beside it work', {
    default: 600,
    max: 3600,
  }),
};

export const emailLoginChecks = [httpsLink('MAIL_LINK_SIGN_IN')];
