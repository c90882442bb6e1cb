import { z } from 'zod';
import { isUsername } from './identifiers.js';
import { usernameRules } from './usernames.js';
import { option, type CrossCheck } from '../../platform/config/option.js';
import { onOff, oneOf, wholeNumber } from '../../platform/config/schemas.js';

/** The most bytes of metadata that fit into a token beside 32 roles (headers: 8 KiB is usual). */
const tokenMetadataMaxSize = 2048;

/** The mailboxes of RFC 2142 that speak for a whole service, and who else is taken for its operator. */
const defaultReservedUsernames: readonly string[] = Object.freeze([
  'admin',
  'administrator',
  'root',
  'superuser',
  'sysadmin',
  'system',
  'moderator',
  'staff',
  'official',
  'support',
  'helpdesk',
  'security',
  'abuse',
  'noc',
  'postmaster',
  'hostmaster',
  'webmaster',
  'mailer-daemon',
  'noreply',
  'no-reply',
  'authgraph',
]);

const listFault =
  'is not a list of usernames; write up to 1,000 names with commas between them, such as admin,support, or - for none';

const reservedUsernames = z.string().transform((text, context): readonly string[] => {
  if (text.trim() === '-') return Object.freeze([]);
  const names = text.split(',').map((item) => item.trim());
  if (names.length <= 1000 && names.every(isUsername)) return Object.freeze(names);
  context.addIssue(listFault);
  return z.NEVER;
});

export const accountOptions = {
  USERNAMES: option({
    schema: oneOf(usernameRules),
    default: 'required',
    unit: '`off`, `optional` or `required`',
    description:
      'Whether new accounts have a username. Without one, users sign in with the e-mail address ([guide](guides/email.md#accounts-without-usernames)). `off` refuses a given one (`USERNAMES_OFF`).',
    bounds: 'an import keeps the usernames of its lines.',
    danger: 'Without a username, a user who loses the mailbox needs an operator.',
  }),
  USERNAME_HOLD: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 31_536_000,
      default: 7_776_000,
      because: '0 turns it off.',
    }),
    description: 'How long a name stays reserved after a change or a deletion.',
    danger: 'Too short: others take a name that is still trusted.',
  }),
  RESERVED_USERNAMES: option({
    schema: reservedUsernames,
    default: defaultReservedUsernames,
    defaultText: defaultReservedUsernames.map((name) => `\`${name}\``).join(', '),
    unit: 'list of usernames',
    description: 'Usernames, and look-alikes, that only the command line can give.',
    bounds: 'up to 1,000 with commas between them, instead of the default; `-` for none.',
    danger:
      'Without them, anyone can pose as support, or get a certificate as postmaster (RFC 2142).',
  }),
  METADATA_MAX_SIZE: option({
    ...wholeNumber({
      unit: 'bytes of JSON',
      min: 2,
      max: 16_384,
      default: 2048,
    }),
    description: 'The maximum of each kind of an account’s metadata, public and private.',
    danger: 'Too high: requests get slower.',
  }),
  METADATA_IN_TOKENS: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description: 'Whether access tokens carry the public metadata, as the claim `metadata`.',
    bounds: `with \`on\`, METADATA_MAX_SIZE is at most ${tokenMetadataMaxSize}.`,
    danger: 'Users write it themselves: base no permission on it.',
  }),
};

export const accountChecks: readonly CrossCheck<typeof accountOptions>[] = [
  {
    between: ['METADATA_IN_TOKENS', 'METADATA_MAX_SIZE'],
    find: ({ metadataInTokens, metadataMaxSize: size }) =>
      metadataInTokens &&
      size > tokenMetadataMaxSize &&
      `METADATA_IN_TOKENS is on, but METADATA_MAX_SIZE (${size}) is more than a token can carry; write at most ${tokenMetadataMaxSize}, or turn METADATA_IN_TOKENS off`,
  },
];
