import { z } from 'zod';
import { isRole } from '../accounts/roles.js';
import { option, type CrossCheck } from '../../platform/config/option.js';
import { entriesOfJson, textWhere, wholeNumber } from '../../platform/config/schemas.js';
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
      because:
        'it cannot be taken back from services that verify by JWKS; 5 to 60 minutes are usual.',
    }),
    description: 'The lifetime of an access token, unless `refresh` asks for another one.',
    danger:
      'Too long: other services accept a stolen token or a disabled user for that time. Too short: clients refresh all the time.',
  }),
  JWT_ACCESS_TOKEN_MAX_EXPIRES: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 1,
      max: 2_592_000,
      default: 86_400,
      because: 'at most 30 days, the default life of a session; at least JWT_ACCESS_TOKEN_EXPIRES.',
    }),
    description: 'The longest access token that `refresh(expiresIn:)` hands out.',
    danger:
      'Every client can request this lifetime. The danger is that of JWT_ACCESS_TOKEN_EXPIRES, multiplied.',
  }),
  JWT_REFRESH_TOKEN_EXPIRES: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 1,
      max: fourHundredDays,
      default: 2_592_000,
      because:
        'at most 400 days, what browsers grant a cookie (RFC 6265bis §5.5); at least JWT_ACCESS_TOKEN_EXPIRES.',
    }),
    description:
      'The lifetime of a session. Refreshes do not extend it: the user signs in again afterwards.',
    danger:
      'Too long: a stolen device stays signed in. Too short: users type their passwords often.',
  }),
  SESSION_IDLE_EXPIRES: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: fourHundredDays,
      default: 0,
      because:
        '0 turns it off; else longer than JWT_ACCESS_TOKEN_EXPIRES, after which clients refresh.',
    }),
    description:
      'How long a session lives without a refresh, within JWT_REFRESH_TOKEN_EXPIRES. Requests with an access token do not count as use. An impersonated session, which cannot be refreshed, ends then, too.',
    danger:
      'Too short: users who read for a while, or whose device sleeps, sign in again. 0: a forgotten device stays signed in to the end of its session.',
  }),
  MAX_SESSIONS_PER_USER: option({
    ...wholeNumber({
      unit: 'sessions',
      min: 1,
      max: 1000,
      default: 100,
      because: 'a person has a few devices; lists of sessions are answered whole.',
    }),
    description:
      'The maximum number of active sessions of a user. When another one begins, the oldest ends. Impersonation sessions are counted separately, up to the same number.',
    danger:
      'Too low: people with several devices are signed out of the first. Too high: a program that keeps signing in fills the lists of its account.',
  }),
  JWT_ISSUER: option({
    schema: stringOrUri,
    default: ({ publicUrl }) => publicUrl,
    defaultText: 'PUBLIC_URL',
    unit: 'text or URI',
    description: 'The `iss` claim of every token (RFC 7519 §4.1.1).',
    bounds: 'up to 255 visible ASCII characters; a URI if it has a colon.',
    danger:
      'A change makes every token invalid, and services that expect the old issuer refuse the new.',
  }),
  JWT_AUDIENCE: option({
    schema: stringOrUri,
    default: 'authgraph',
    unit: 'text or URI',
    description: 'The `aud` claim of access tokens (RFC 7519 §4.1.3): the APIs that they are for.',
    bounds: 'up to 255 visible ASCII characters; a URI if it has a colon.',
    danger:
      'One audience for unrelated APIs lets the token of one be used at the other. A change makes every token invalid.',
  }),
  JWT_LEEWAY: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 60,
      default: 0,
      because:
        'RFC 7519 §4.1.4 allows "usually no more than a few minutes"; clocks kept by NTP need none.',
    }),
    description: 'How far the clocks of the processes that issue and verify may differ.',
    danger: 'Every token is accepted for that much longer than its lifetime.',
  }),
  REFRESH_GRACE: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 60,
      default: 10,
      because:
        '0 turns it off; a reply that is lost for longer than a minute needs an idempotency key.',
    }),
    description:
      'How long a used refresh token still returns the same next one, for parallel tabs and lost replies.',
    danger:
      'Too long: a thief can use a used token unnoticed for that time. 0: two tabs that refresh at once are signed out.',
  }),
  REFRESH_RETRY: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 604_800,
      default: 86_400,
      because: '0 turns it off; after a week without a network a new sign-in is acceptable.',
    }),
    description:
      'How long a refresh whose reply was lost may be tried again with the same `idempotencyKey`, whatever REFRESH_GRACE is.',
    danger:
      'Anyone who copies a refresh token and its key can use them for that time. 0: a reply that is lost for longer than REFRESH_GRACE ends the session.',
  }),
  FRESH_MAX_AGE: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 1,
      max: 86_400,
      default: 300,
      because: 'a proof of the password older than a day does not show who is present.',
    }),
    description:
      'How long a session counts as fresh, for sensitive changes, after the password was checked.',
    danger: 'Too long: anyone who finds an open browser can change the account.',
  }),
  ROLE_SCOPES: option({
    schema: roleScopes,
    default: Object.freeze(Object.create(null)) as Readonly<Record<string, readonly string[]>>,
    defaultText: '`{}`',
    unit: 'JSON object',
    description:
      'The scopes of each role in the `scope` claim, as `{"role":["scope"]}`; the role `*` means everyone.',
    bounds:
      'role names of 1 to 64 letters, digits, `_`, `:`, `.`, `-`; scopes as in RFC 6749 §3.3.',
    danger: 'A scope under `*` is given to everyone who registers.',
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
      because: 'a user refreshes once in a quarter of an hour; each process counts its own.',
    }),
    description: 'Refreshes from one address at one process. After that, it has to wait.',
    danger: sharedNetworks,
  }),
};
