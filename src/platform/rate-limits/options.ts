import { option } from '../config/option.js';
import { wholeNumber } from '../config/schemas.js';

const sharedNetworks =
  'Too low, and people behind one address (offices, mobile networks) shut each other out; 0, and one machine may guess as fast as it can.';

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
      'Wrong passwords for one account from one address, after which even the right one is answered as wrong.',
    danger: 'Too low, and people with sticky keys wait; 0, and every account can be guessed at.',
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
      'Wrong passwords for one account from all addresses, after which only addresses where its user has a session get in.',
    danger:
      'Too low, and others can keep a user out of new places for an hour; 0, and a botnet may guess at one account.',
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
    description: 'Wrong passwords from one address for any account, after which it has to wait.',
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
      'Passwords from one address that are looked at, right ones too, and new passwords by a mailed link, after which it has to wait.',
    danger:
      'Too low, and people behind one address (offices, mobile networks) shut each other out; 0, and one machine with accounts of its own keeps a processor core busy.',
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
      'Each one is written to the audit log and told to webhooks: 0, and one account can hold up both.',
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
      'Too low, and a lost answer means an hour of waiting; 0, and one account can keep the database reading.',
  }),
  LIMIT_MAILS_PER_ADDRESS: option({
    ...wholeNumber({
      unit: 'mails in an hour',
      min: 0,
      max: 100_000,
      default: 30,
      because: 'an office behind one address forgets a few passwords an hour.',
    }),
    description: 'Mails that one address asks for, after which it has to wait.',
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
      'Mails to one e-mail address for each purpose (to confirm it, to change to it, to reset a password, to sign in), whether or not anyone has it. Its user has as many again at addresses where they are signed in, and so have administrators.',
    danger:
      'Too low, and people wait for a link; too high or 0, and strangers fill other people’s mailboxes.',
  }),
  LIMIT_REFRESHES_PER_ADDRESS: option({
    ...wholeNumber({
      unit: 'refreshes in a minute',
      min: 0,
      max: 1_000_000,
      default: 600,
      because: 'a user refreshes once in a quarter of an hour; counted by each process by itself.',
    }),
    description: 'Refreshes from one address at one process, after which it has to wait.',
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
      'Too low, and pages that put many fragments together are refused; too high, and strangers can keep the process busy.',
  }),
};
