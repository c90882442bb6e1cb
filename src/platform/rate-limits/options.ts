import { option } from '../config/option.js';
import { wholeNumber } from '../config/schemas.js';

const sharedNetworks =
  'Too low: people behind one address (offices, mobile networks) lock each other out. 0: one client can guess without a limit.';

/** How much of what is taken: before the answer is "later" (0 turns such a limit off), and at once. */
export const limitOptions = {
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
  LIMIT_REGISTRATIONS_PER_ADDRESS: option({
    ...wholeNumber({
      unit: 'sign-ups in an hour',
      min: 0,
      max: 100_000,
      default: 30,
      because: 'a school class signs up behind one address.',
    }),
    description: 'Sign-ups from one address, after which it has to wait.',
    danger: sharedNetworks,
  }),
  LIMIT_PROFILE_CHANGES: option({
    ...wholeNumber({
      unit: 'changes in an hour',
      min: 0,
      max: 100_000,
      default: 120,
      because: 'a form that saves as one types changes something every few seconds, for a while.',
    }),
    description:
      'Changes of one profile by `updateProfile` and `changeUsername`, after which its user has to wait.',
    danger:
      'Each one is written to the audit log and sent to webhooks. 0: one account can delay both.',
  }),
  LIMIT_EXPORTS_PER_USER: option({
    ...wholeNumber({
      unit: 'exports in an hour',
      min: 0,
      max: 10_000,
      default: 10,
      because: 'a person needs one; each reads up to 30,000 rows.',
    }),
    description:
      'Exports of one account by `exportMyData`, after which its user has to wait. Besides, an account has one at a time at each process.',
    danger:
      'Too low: a lost answer means an hour of waiting. 0: one account can keep the database busy.',
  }),
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
  LIMIT_REFRESHES_PER_ADDRESS: option({
    ...wholeNumber({
      unit: 'refreshes in a minute',
      min: 0,
      max: 1_000_000,
      default: 600,
      because: 'a user refreshes once in a quarter of an hour; counted by each process by itself.',
    }),
    description: 'Refreshes from one address at one process. After that, it has to wait.',
    danger: sharedNetworks,
  }),
  LIMIT_DOCUMENT_TOKENS: option({
    ...wholeNumber({
      unit: 'tokens',
      min: 500,
      max: 10_000,
      default: 2000,
      because:
        'the introspection query of GraphQL tools has 184; parsing and checking 10,000 takes up to 100 ms.',
    }),
    description:
      'Tokens (names, braces, values) of one GraphQL document. It may have 20 characters and two lines for each, and select twice as many fields and fragments; depth, aliases and the like have [fixed limits](errors.md#limits-of-a-request).',
    danger:
      'Too low: pages that combine many fragments are refused. Too high: anonymous requests can keep the process busy.',
  }),
};
