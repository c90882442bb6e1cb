import type { EmailDependencies } from '../features/email-addresses/dependencies.js';
import type { Answers } from '../features/email-addresses/mail-request.js';
import { answerEmailChange, answerVerification } from '../features/email-addresses/verify-email.js';
import { answerSignIn } from '../features/email-login/login.js';
import { answerPasswordReset } from '../features/passwords/reset-password.js';
import { deriveKey } from '../platform/encryption/cipher.js';
import { createOneTimeTokens } from '../platform/one-time-tokens/one-time-tokens.js';
import { resolveSecret } from './config.js';
import type { Core } from './core.js';
import type { Delivery } from './delivery.js';

/** How each request for a mail is answered when it is due, and the event that it is. */
export const answers: Answers = {
  'verify-email': { answer: answerVerification, event: 'email.verification_requested' },
  'change-email': { answer: answerEmailChange, event: 'email.change_requested' },
  'reset-password': { answer: answerPasswordReset, event: 'password.reset_requested' },
  'sign-in': { answer: answerSignIn, event: 'login.email_requested' },
};

/** What sends links: where they lead, and for how long they work. */
export function createEmailDependencies(
  { config, clock }: Core,
  delivery: Delivery,
): EmailDependencies {
  const { mail, outbox } = delivery;
  const codeKey = deriveKey(resolveSecret(config), 'authgraph mailed codes v1');
  return {
    isOn: mail.isOn,
    singleLabel: config.production ? 'none' : 'localhost',
    outbox,
    enqueueMail: mail.enqueue,
    oneTimeTokens: createOneTimeTokens({ clock, codeKey }),
    links: {
      'verify-email': config.mailLinkVerifyEmail,
      'change-email': config.mailLinkVerifyEmail,
      'reset-password': config.mailLinkResetPassword,
      'sign-in': config.mailLinkSignIn,
      invitation: config.mailLinkInvitation,
    },
    lifetimes: {
      'verify-email': config.emailVerificationExpires,
      'change-email': config.emailVerificationExpires,
      'reset-password': config.passwordResetExpires,
      'sign-in': config.signInEmailExpires,
      invitation: config.invitationExpires,
      'step-up': config.signInEmailExpires,
      'deny-sign-in': config.denySignInExpires,
    },
  };
}
