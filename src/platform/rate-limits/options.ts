import { option } from '../config/option.js';
import { wholeNumber } from '../config/schemas.js';

/** The danger of a limit for one address. */
export const sharedNetworks =
  'Too low: people behind one address lock each other out. 0: no limit.';

/** How much is taken before the answer is "later"; 0 turns a limit off. */
export const attemptLimits = {
  LIMIT_LOGIN_FAILURES: option({
    ...wholeNumber({
      unit: 'failures in 15 minutes',
      min: 0,
      max: 1000,
      default: 10,
      because: 'at most 100 by NIST SP 800-63B-4 §3.2.2.',
    }),
    description:
      'Wrong passwords for one account from one address. Then the right one is refused too.',
    danger: '0: every password can be guessed.',
  }),
  LIMIT_LOGIN_FAILURES_PER_ACCOUNT: option({
    ...wholeNumber({
      unit: 'failures in an hour',
      min: 0,
      max: 10_000,
      default: 100,
      because: 'NIST SP 800-63B-4 §3.2.2 allows no more than 100.',
    }),
    description:
      'Wrong passwords for one account from all addresses. Then only addresses with a session of its user can sign in.',
    danger:
      'Too low: others can lock a user out of new addresses. 0: a botnet can guess the password.',
  }),
  LIMIT_LOGIN_FAILURES_PER_ADDRESS: option({
    ...wholeNumber({
      unit: 'failures in 15 minutes',
      min: 0,
      max: 100_000,
      default: 100,
      because: 'for an IPv6 /64; four times as many for a /56, sixteen times for a /48.',
    }),
    description: 'Wrong passwords from one address for any account.',
    danger: sharedNetworks,
  }),
  LIMIT_LOGIN_ATTEMPTS_PER_ADDRESS: option({
    ...wholeNumber({
      unit: 'attempts in 15 minutes',
      min: 0,
      max: 1_000_000,
      default: 1000,
    }),
    description:
      'Passwords, passkeys and hand-offs that are checked for one address, right or wrong.',
    danger: '0: one client can keep a core busy, and fill the database with sign-ins.',
  }),
};

export const mailLimits = {
  LIMIT_MAILS_PER_ADDRESS: option({
    ...wholeNumber({
      unit: 'mails in an hour',
      min: 0,
      max: 100_000,
      default: 30,
    }),
    description: 'Mails that one address requests.',
    danger: sharedNetworks,
  }),
  LIMIT_MAILS_PER_RECIPIENT: option({
    ...wholeNumber({
      unit: 'mails in an hour',
      min: 0,
      max: 1000,
      default: 5,
    }),
    description:
      'Mails to one e-mail address for each purpose; as many again where its user is signed in, and for administrators.',
    danger: 'Too high or 0: anyone can fill mailboxes.',
  }),
};
