import { z } from 'zod';
import { isRole } from '../accounts/roles.js';
import { option, type CrossCheck } from '../../platform/config/option.js';
import { commaList, entriesOfJson, textWhere, wholeNumber } from '../../platform/config/schemas.js';
import { sharedNetworks } from '../../platform/rate-limits/options.js';

const fourHundredDays = 34_560_000;

/** A claim of RFC 7519 §2 `StringOrURI`: with a colon it must be a URI. Every token shows it to its reader. */
const stringOrUri = textWhere(
  (text) => /^[\x21-\x7e]{1,255}$/.test(text) && (!text.includes(':') || isUriWithoutUser(text)),
  'is neither a plain word nor a URI; write up to 255 characters without blanks, and a full URI without user and password if it has a colon',
);

function isUriWithoutUser(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

/** RFC 6749 §3.3: the characters of one scope. */
const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/);
const role = z.string().refine((text) => text === '*' || isRole(text));

const roleScopes = z
  .string()
  .transform((text, context): Readonly<Record<string, readonly string[]>> => {
    const parsed = z.array(z.tuple([role, z.array(scope)])).safeParse(entriesOfJson(text));
    if (!parsed.success) {
      context.addIssue(
        'is not a JSON object of role names and lists of scopes; write, for example, {"*":["profile"],"admin":["users:read","users:write"]}',
      );
      return z.NEVER;
    }
    // Without a prototype, so that a role called "constructor" finds nothing.
    const result = Object.create(null) as Record<string, readonly string[]>;
    for (const [name, scopes] of parsed.data) result[name] = Object.freeze(scopes);
    return Object.freeze(result);
  });

export const sessionOptions = {
  JWT_ACCESS_TOKEN_EXPIRES: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 1,
      max: 86_400,
      default: 900,
      because: '5 to 60 minutes are usual.',
    }),
    description: 'The lifetime of an access token.',
    danger: 'Too long: other services accept a stolen token or a disabled user for that time.',
  }),
  JWT_ACCESS_TOKEN_MAX_EXPIRES: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 1,
      max: 2_592_000,
      default: 86_400,
      because: 'at least JWT_ACCESS_TOKEN_EXPIRES.',
    }),
    description: 'The longest lifetime by `refresh(expiresIn:)`.',
    danger: 'As for JWT_ACCESS_TOKEN_EXPIRES, for every client that asks.',
  }),
  JWT_REFRESH_TOKEN_EXPIRES: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 1,
      max: fourHundredDays,
      default: 2_592_000,
      because: 'as cookies (RFC 6265bis §5.5), at least JWT_ACCESS_TOKEN_EXPIRES.',
    }),
    description: 'The lifetime of a session, from the sign-in.',
    danger: 'Too long: a stolen device stays signed in.',
  }),
  SESSION_IDLE_EXPIRES: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: fourHundredDays,
      default: 0,
      because: '0 turns it off; else longer than JWT_ACCESS_TOKEN_EXPIRES.',
    }),
    description: 'How long a session lives without a refresh; other requests do not count.',
    danger: '0: a forgotten device stays signed in.',
  }),
  MAX_SESSIONS_PER_USER: option({
    ...wholeNumber({
      unit: 'sessions',
      min: 1,
      max: 1000,
      default: 100,
    }),
    description: 'Active sessions of a user; another one ends the oldest.',
    danger: 'Too low: a second device signs out the first.',
  }),
  JWT_ISSUER: option({
    schema: stringOrUri,
    default: ({ publicUrl }) => publicUrl,
    defaultText: 'PUBLIC_URL',
    unit: 'text or URI',
    description: 'The `iss` claim of every token (RFC 7519 §4.1.1).',
    bounds: 'up to 255 visible ASCII characters; a URI if it has a colon.',
    danger: 'A change ends every token.',
  }),
  JWT_AUDIENCE: option({
    schema: stringOrUri,
    default: 'authgraph',
    unit: 'text or URI',
    description: 'The `aud` claim of access tokens (RFC 7519 §4.1.3): their APIs.',
    bounds: 'up to 255 visible ASCII characters; a URI if it has a colon.',
    danger: 'A token works at all APIs of one audience. A change ends every token.',
  }),
  JWT_LEEWAY: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 60,
      default: 0,
      because: 'clocks kept by NTP need none (RFC 7519 §4.1.4).',
    }),
    description: 'How far clocks may differ.',
    danger: 'Every token lives that much longer.',
  }),
  REFRESH_GRACE: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 60,
      default: 10,
      because: '0 turns it off; longer needs an `idempotencyKey`.',
    }),
    description: 'How long a used refresh token returns its successor again, for parallel tabs.',
    danger: 'Too long: a thief goes unnoticed. 0: two tabs that refresh at once are signed out.',
  }),
  REFRESH_RETRY: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 604_800,
      default: 86_400,
      because: '0 turns it off.',
    }),
    description: 'How long a refresh may be repeated with its `idempotencyKey`.',
    danger:
      'A copied token with its key works for that time. 0: a reply lost for longer than REFRESH_GRACE ends the session.',
  }),
  FRESH_MAX_AGE: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 1,
      max: 86_400,
      default: 300,
    }),
    description: 'How long a session is fresh after a proof of the password.',
    danger: 'Too long: an open browser is enough to change the account.',
  }),
  ROLE_SCOPES: option({
    schema: roleScopes,
    default: Object.freeze(Object.create(null)) as Readonly<Record<string, readonly string[]>>,
    defaultText: '`{}`',
    unit: 'JSON object',
    description: 'The `scope` claim of each role, as `{"role":["scope"]}`; `*` means everyone.',
    bounds:
      'role names of 1 to 64 letters, digits, `_`, `:`, `.`, `-`; scopes as in RFC 6749 §3.3.',
    danger: 'Everyone who registers has the scopes of `*`.',
  }),
  MFA_REQUIRED_ROLES: option({
    schema: commaList(
      isRole,
      'is not a list of roles; write names with commas between them, such as admin,support',
    ),
    default: Object.freeze([]) as readonly string[],
    defaultText: 'none',
    unit: 'list of roles',
    description:
      'Roles that access tokens have only after a sign-in with two factors ([guide](guides/two-factor.md#administrators)).',
    bounds: 'role names of 1 to 64 letters, digits, `_`, `:`, `.`, `-`.',
    danger:
      'Without a second factor their owners cannot use these roles; add one first for an administrator.',
  }),
};

export const sessionChecks: readonly CrossCheck<typeof sessionOptions>[] = [
  {
    between: ['JWT_ACCESS_TOKEN_EXPIRES', 'JWT_ACCESS_TOKEN_MAX_EXPIRES'],
    find: ({ jwtAccessTokenExpires: usual, jwtAccessTokenMaxExpires: most }) =>
      usual > most &&
      `JWT_ACCESS_TOKEN_EXPIRES (${usual}) is longer than JWT_ACCESS_TOKEN_MAX_EXPIRES (${most}); write at most that, or raise the maximum`,
  },
  {
    between: ['JWT_ACCESS_TOKEN_EXPIRES', 'JWT_REFRESH_TOKEN_EXPIRES'],
    find: ({ jwtAccessTokenExpires: access, jwtRefreshTokenExpires: session }) =>
      access > session &&
      `JWT_ACCESS_TOKEN_EXPIRES (${access}) is longer than JWT_REFRESH_TOKEN_EXPIRES (${session}), the session itself; write at most that, or lengthen the session`,
  },
  {
    between: ['SESSION_IDLE_EXPIRES', 'JWT_ACCESS_TOKEN_EXPIRES'],
    find: ({ sessionIdleExpires: idle, jwtAccessTokenExpires: access }) =>
      idle > 0 &&
      idle <= access &&
      `SESSION_IDLE_EXPIRES (${idle}) is not longer than JWT_ACCESS_TOKEN_EXPIRES (${access}), after which clients refresh; write more than that, or 0`,
  },
];

export const refreshLimits = {
  LIMIT_REFRESHES_PER_ADDRESS: option({
    ...wholeNumber({
      unit: 'refreshes in a minute',
      min: 0,
      max: 1_000_000,
      default: 600,
    }),
    description: 'Refreshes from one address at one process.',
    danger: sharedNetworks,
  }),
};
