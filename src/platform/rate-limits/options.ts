import { option } from '../config/option.js';
import { wholeNumber } from '../config/schemas.js';

/** The danger of a limit for one address. */
export const sharedNetworks =
  'Too low: people behind one address (offices, mobile networks) lock each other out. 0: one client can guess without a limit.';

/** How much is taken before the answer is "later"; 0 turns a limit off. */
export const attemptLimits = {
  LIMIT_LOGIN_FAILURES: option({
    ...wholeNumber({
      unit: 'failures in 15 minutes',
      min: 0,
      max: 1000,
      default: 10,
      because: 'OWASP ASVS 6.3.1; NIST SP 800-63B-4 §3.2.2 allows no more than 100.',
    }),
    description:
      'Wrong passwords for one account from one address. After that, the right one is refused too.',
    danger:
      'Too low: people who mistype have to wait. 0: the password of every account can be guessed.',
  }),
  LIMIT_LOGIN_FAILURES_PER_ACCOUNT: option({
    ...wholeNumber({
      unit: 'failures in an hour',
      min: 0,
      max: 10_000,
      default: 100,
      because: 'NIST SP 800-63B-4 §3.2.2: no more than 100 consecutive failures of an account.',
    }),
    description:
      'Wrong passwords for one account from all addresses. After that, only addresses where its user has a session can sign in.',
    danger:
      'Too low: others can lock a user out at new addresses for an hour. 0: a botnet can guess the password of one account.',
  }),
  LIMIT_LOGIN_FAILURES_PER_ADDRESS: option({
    ...wholeNumber({
      unit: 'failures in 15 minutes',
      min: 0,
      max: 100_000,
      default: 100,
      because:
        'many people share one IPv4 address; an IPv6 client counts with its /64, and four times as many are allowed to its /56, sixteen times to its /48.',
    }),
    description: 'Wrong passwords from one address for any account. After that, it has to wait.',
    danger: sharedNetworks,
  }),
  LIMIT_LOGIN_ATTEMPTS_PER_ADDRESS: option({
    ...wholeNumber({
      unit: 'attempts in 15 minutes',
      min: 0,
      max: 1_000_000,
      default: 1000,
      because:
        'that is one a second: more than an office behind one address, less than a machine can do.',
    }),
    description:
      'Password checks for one address, including right passwords, and new passwords by a mailed link. After that, it has to wait.',
    danger:
      'Too low: people behind one address (offices, mobile networks) lock each other out. 0: one client with accounts of its own can keep a processor core busy.',
  }),
};

export const mailLimits = {
  LIMIT_MAILS_PER_ADDRESS: option({
    ...wholeNumber({
      unit: 'mails in an hour',
      min: 0,
      max: 100_000,
      default: 30,
      because: 'an office behind one address forgets a few passwords an hour.',
    }),
    description: 'Mails that one address requests. After that, it has to wait.',
    danger: sharedNetworks,
  }),
  LIMIT_MAILS_PER_RECIPIENT: option({
    ...wholeNumber({
      unit: 'mails in an hour',
      min: 0,
      max: 1000,
      default: 5,
      because: 'who has not found five mails does not find the sixth.',
    }),
    description:
      'Mails to one e-mail address for each purpose (to confirm it, to change to it, to reset a password, to sign in), whether or not anyone has it. Its user has the same number again at addresses where they are signed in, and so have administrators.',
    danger:
      'Too low: people wait for a link. Too high or 0: anyone can fill other people’s mailboxes.',
  }),
};
