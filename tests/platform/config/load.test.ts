import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig, type Config } from '../../../src/app/config.js';
import { webhookEventTypes } from '../../../src/features/webhooks/event.js';
import { optionGroups, optionNames, options, type OptionName } from '../../../src/app/options.js';
import { configKey } from '../../../src/platform/config/option.js';
import { queryTimeout } from '../../../src/platform/database/postgres.js';
import { publishedSecrets } from './published-secrets.js';

const secret = randomBytes(48).toString('base64');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const production = {
  NODE_ENV: 'production',
  AUTHGRAPH_SECRET: secret,
  PUBLIC_URL: 'https://auth.example.com',
};

function faultsOf(variables: Record<string, string>): readonly string[] {
  try {
    loadConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test('nothing set gives the documented defaults', () => {
  expect(loadConfig({})).toEqual({
    nodeEnv: 'development',
    production: false,
    port: 4000,
    host: '127.0.0.1',
    basePath: '',
    publicUrl: 'http://localhost:4000',
    trustProxy: [],
    corsOrigins: ['https://studio.apollographql.com'],
    cookies: false,
    sandbox: true,
    graphiql: true,
    automaticPersistedQueries: false,
    persistedDocuments: undefined,
    persistedDocumentsOnly: false,
    introspection: true,
    logLevel: 'info',
    shutdownDelay: 0,
    shutdownTimeout: 30,
    requestTimeout: 30,
    keepAliveTimeout: 75,
    jwtSecretKey: undefined,
    jwtAlgorithm: 'ES256',
    jwtAccessTokenExpires: 900,
    jwtAccessTokenMaxExpires: 86_400,
    jwtRefreshTokenExpires: 2_592_000,
    jwtIssuer: 'http://localhost:4000',
    jwtAudience: 'authgraph',
    jwtLeeway: 0,
    refreshGrace: 10,
    refreshRetry: 86_400,
    sessionIdleExpires: 0,
    usernames: 'required',
    maxSessionsPerUser: 100,
    freshMaxAge: 300,
    roleScopes: {},
    mfaRequiredRoles: [],
    adminRole: 'admin',
    impersonationExpires: 900,
    reservedUsernames: expect.arrayContaining([
      'admin',
      'root',
      'support',
      'postmaster',
    ]) as string[],
    usernameHold: 7_776_000,
    metadataMaxSize: 2048,
    metadataInTokens: false,
    passwordMinLength: 8,
    passwordMaxLength: 256,
    passwordHashConcurrency: expect.toSatisfy((n: number) => n >= 1 && n <= 4) as number,
    passwordHashQueue: 100,
    breachedPasswords: 'off',
    captcha: [],
    captchaProvider: 'turnstile',
    captchaSiteKey: undefined,
    captchaSecret: undefined,
    smtpUrl: undefined,
    mailFrom: 'no-reply@localhost',
    mailLanguage: 'en',
    mailLinkVerifyEmail: 'http://localhost:4000/verify-email#token={token}',
    mailLinkResetPassword: 'http://localhost:4000/reset-password#token={token}',
    mailLinkSignIn: 'http://localhost:4000/sign-in#token={token}',
    mailLinkInvitation: 'http://localhost:4000/accept-invitation#token={token}',
    mailLinkDenySignIn: 'http://localhost:4000/deny-sign-in#token={token}',
    newDeviceMail: true,
    denySignInExpires: 604_800,
    mailLinkKeepFactors: 'http://localhost:4000/keep-factors#token={token}',
    factorResetDelay: 86_400,
    emailVerificationExpires: 86_400,
    passwordResetExpires: 600,
    signInEmailExpires: 600,
    invitationExpires: 604_800,
    passkeys: false,
    passkeyRpId: 'localhost',
    passkeyOrigins: ['http://localhost:4000'],
    accountRecoveryDelay: 86_400,
    pages: false,
    adminPages: true,
    brandName: 'Authgraph',
    brandLogo: undefined,
    brandAccent: undefined,
    socialGoogleClientId: undefined,
    socialGoogleClientSecret: undefined,
    socialAppleClientId: undefined,
    socialAppleTeamId: undefined,
    socialAppleKeyId: undefined,
    socialApplePrivateKey: undefined,
    socialMicrosoftClientId: undefined,
    socialMicrosoftClientSecret: undefined,
    socialMicrosoftTenant: 'common',
    socialGithubClientId: undefined,
    socialGithubClientSecret: undefined,
    socialDiscordClientId: undefined,
    socialDiscordClientSecret: undefined,
    identityProviders: undefined,
    identityProviderAllowPrivate: false,
    limitMailsPerAddress: 30,
    limitMailsPerRecipient: 5,
    limitProfileChanges: 120,
    limitExportsPerUser: 10,
    mailTemplates: undefined,
    serviceClients: [],
    redirectUris: [],
    webhooks: [],
    webhookAllowPrivate: false,
    limitLoginFailures: 10,
    limitLoginFailuresPerAccount: 100,
    limitLoginFailuresPerAddress: 100,
    limitLoginAttemptsPerAddress: 1000,
    limitRegistrationsPerAddress: 30,
    limitRefreshesPerAddress: 600,
    limitDocumentTokens: 2000,
    databaseUrl: undefined,
    databaseSchema: undefined,
    databasePreparedStatements: true,
    databasePoolSize: 10,
    dataDir: './data',
    authgraphSecret: undefined,
    auditRetention: 7_776_000,
    sessionEvents: true,
    subgraph: false,
    subgraphAdministration: true,
    subgraphUserScope: undefined,
    metrics: false,
    metricsPort: 9464,
    metricsHost: '127.0.0.1',
    tracing: false,
  } satisfies Config);
});

test('a silent database is given up before the grace of a refresh ends', () => {
  expect(queryTimeout).toBeLessThan(loadConfig({}).refreshGrace * 1000);
});

test('production closes what development leaves open', () => {
  expect(loadConfig(production)).toMatchObject({
    production: true,
    host: '0.0.0.0',
    corsOrigins: [],
    sandbox: false,
    introspection: false,
    jwtIssuer: 'https://auth.example.com',
  });
});

test('an empty variable counts as not set', () => {
  const empty = Object.fromEntries(optionNames.map((name) => [name, '']));
  expect(loadConfig(empty)).toEqual(loadConfig({}));
});

test('a given record is all that is read', () => {
  process.env['JWT_AUDIENCE'] = 'from the environment';
  try {
    expect(loadConfig({}).jwtAudience).toBe('authgraph');
  } finally {
    delete process.env['JWT_AUDIENCE'];
  }
});

test('the configuration and the lists in it are frozen', () => {
  const config = loadConfig({ ROLE_SCOPES: '{"admin":["users:read"]}', TRUST_PROXY: 'loopback' });
  for (const value of [config, config.trustProxy, config.roleScopes, config.corsOrigins]) {
    expect(Object.isFrozen(value)).toBe(true);
  }
  expect(Object.isFrozen(config.roleScopes['admin'])).toBe(true);
});

test('every option says what it means, counts, allows and endangers', () => {
  for (const name of optionNames) {
    const { description, unit, bounds, danger, defaultText } = options[name];
    for (const text of [description, unit, bounds, danger, defaultText]) {
      expect(text, name).not.toBe('');
    }
  }
});

test('every option is in one chapter of the documentation', () => {
  const documented = optionGroups.flatMap(({ options: chapter }) => Object.keys(chapter));
  expect(documented).toEqual(optionNames);
});

interface Bounds {
  name: OptionName;
  min: number;
  max: number;
  unit: string;
  /** Other options without which the bounds would contradict a default. */
  with?: Record<string, string>;
}

const numbers: Bounds[] = [
  { name: 'PORT', min: 0, max: 65_535, unit: 'a whole number' },
  { name: 'METRICS_PORT', min: 0, max: 65_535, unit: 'a whole number' },
  { name: 'SHUTDOWN_DELAY', min: 0, max: 60, unit: 'whole seconds' },
  { name: 'SHUTDOWN_TIMEOUT', min: 1, max: 300, unit: 'whole seconds' },
  { name: 'REQUEST_TIMEOUT', min: 1, max: 300, unit: 'whole seconds' },
  { name: 'KEEP_ALIVE_TIMEOUT', min: 1, max: 3600, unit: 'whole seconds' },
  { name: 'JWT_ACCESS_TOKEN_EXPIRES', min: 1, max: 86_400, unit: 'whole seconds' },
  {
    name: 'JWT_ACCESS_TOKEN_MAX_EXPIRES',
    min: 1,
    max: 2_592_000,
    unit: 'whole seconds',
    with: { JWT_ACCESS_TOKEN_EXPIRES: '1' },
  },
  {
    name: 'JWT_REFRESH_TOKEN_EXPIRES',
    min: 1,
    max: 34_560_000,
    unit: 'whole seconds',
    with: { JWT_ACCESS_TOKEN_EXPIRES: '1' },
  },
  { name: 'JWT_LEEWAY', min: 0, max: 60, unit: 'whole seconds' },
  { name: 'MAX_SESSIONS_PER_USER', min: 1, max: 1000, unit: 'whole sessions' },
  { name: 'REFRESH_GRACE', min: 0, max: 60, unit: 'whole seconds' },
  { name: 'REFRESH_RETRY', min: 0, max: 604_800, unit: 'whole seconds' },
  { name: 'SESSION_IDLE_EXPIRES', min: 0, max: 34_560_000, unit: 'whole seconds' },
  { name: 'FRESH_MAX_AGE', min: 1, max: 86_400, unit: 'whole seconds' },
  { name: 'IMPERSONATION_EXPIRES', min: 0, max: 3600, unit: 'whole seconds' },
  { name: 'USERNAME_HOLD', min: 0, max: 31_536_000, unit: 'whole seconds' },
  { name: 'METADATA_MAX_SIZE', min: 2, max: 16_384, unit: 'whole bytes of JSON' },
  { name: 'PASSWORD_MIN_LENGTH', min: 8, max: 64, unit: 'whole characters' },
  { name: 'PASSWORD_MAX_LENGTH', min: 64, max: 256, unit: 'whole characters' },
  { name: 'PASSWORD_HASH_CONCURRENCY', min: 1, max: 64, unit: 'whole hashes' },
  { name: 'PASSWORD_HASH_QUEUE', min: 0, max: 10_000, unit: 'whole hashes' },
  { name: 'LIMIT_LOGIN_FAILURES', min: 0, max: 1000, unit: 'whole failures' },
  { name: 'LIMIT_LOGIN_FAILURES_PER_ACCOUNT', min: 0, max: 10_000, unit: 'whole failures' },
  { name: 'LIMIT_LOGIN_FAILURES_PER_ADDRESS', min: 0, max: 100_000, unit: 'whole failures' },
  { name: 'LIMIT_LOGIN_ATTEMPTS_PER_ADDRESS', min: 0, max: 1_000_000, unit: 'whole attempts' },
  { name: 'LIMIT_REGISTRATIONS_PER_ADDRESS', min: 0, max: 100_000, unit: 'whole sign-ups' },
  { name: 'LIMIT_REFRESHES_PER_ADDRESS', min: 0, max: 1_000_000, unit: 'whole refreshes' },
  { name: 'LIMIT_DOCUMENT_TOKENS', min: 500, max: 10_000, unit: 'whole tokens' },
  { name: 'LIMIT_MAILS_PER_ADDRESS', min: 0, max: 100_000, unit: 'whole mails' },
  { name: 'LIMIT_MAILS_PER_RECIPIENT', min: 0, max: 1000, unit: 'whole mails' },
  { name: 'LIMIT_PROFILE_CHANGES', min: 0, max: 100_000, unit: 'whole changes' },
  { name: 'LIMIT_EXPORTS_PER_USER', min: 0, max: 10_000, unit: 'whole exports' },
  { name: 'EMAIL_VERIFICATION_EXPIRES', min: 60, max: 604_800, unit: 'whole seconds' },
  { name: 'PASSWORD_RESET_EXPIRES', min: 60, max: 3600, unit: 'whole seconds' },
  { name: 'SIGN_IN_EMAIL_EXPIRES', min: 60, max: 3600, unit: 'whole seconds' },
  { name: 'INVITATION_EXPIRES', min: 60, max: 2_592_000, unit: 'whole seconds' },
  { name: 'ACCOUNT_RECOVERY_DELAY', min: 0, max: 2_592_000, unit: 'whole seconds' },
  { name: 'DENY_SIGN_IN_EXPIRES', min: 60, max: 2_592_000, unit: 'whole seconds' },
  { name: 'FACTOR_RESET_DELAY', min: 0, max: 2_592_000, unit: 'whole seconds' },
  { name: 'AUDIT_RETENTION', min: 0, max: 315_360_000, unit: 'whole seconds' },
  { name: 'DATABASE_POOL_SIZE', min: 1, max: 500, unit: 'whole connections' },
];

test('every number of the table has its bounds tested here', () => {
  const counted = optionNames.filter((name) => typeof loadConfig({})[configKey(name)] === 'number');
  expect(numbers.map(({ name }) => name).sort()).toEqual(counted.sort());
});

describe.each(numbers)('$name', ({ name, min, max, unit, with: others = {} }) => {
  test.each([min, max])('may be %i', (value) => {
    const config = loadConfig({ ...others, [name]: String(value) });
    expect(config[configKey(name)]).toBe(value);
  });

  test.each([max + 1, ...(min > 0 ? [min - 1] : [])])('is out of bounds at %i', (value) => {
    const [fault, ...rest] = faultsOf({ ...others, [name]: String(value) });
    expect(fault).toContain(`${name}="${value}" is out of bounds; write ${unit}`);
    expect(fault).toContain(` from ${min} to ${max}, such as `);
    expect(rest).toEqual([]);
  });

  test.each(['15m', '900.5', '-1', '1e3', '0x10', ' 9', '٣', 'NaN'])(
    'is no number as %j',
    (text) => {
      expect(faultsOf({ ...others, [name]: text })).toEqual([
        expect.stringContaining(`${name}="${text}" is not a whole number; write ${unit}`),
      ]);
    },
  );
});

/** What each option takes: the text, and the value made of it. */
const accepted: [OptionName, string, unknown][] = [
  ['NODE_ENV', 'test', 'test'],
  ['HOST', '::', '::'],
  ['HOST', 'localhost', 'localhost'],
  ['HOST', '::ffff:127.0.0.1', '::ffff:127.0.0.1'],
  ['BASE_PATH', '/auth', '/auth'],
  ['BASE_PATH', '/a/b-c.d', '/a/b-c.d'],
  ['PUBLIC_URL', 'https://example.com/auth', 'https://example.com/auth'],
  ['PUBLIC_URL', 'http://localhost:8080', 'http://localhost:8080'],
  ['TRUST_PROXY', 'loopback, 10.0.0.0/8,::1', ['loopback', '10.0.0.0/8', '::1']],
  ['CORS_ORIGINS', '*', ['*']],
  [
    'CORS_ORIGINS',
    'capacitor://localhost, ionic://localhost,tauri://localhost',
    ['capacitor://localhost', 'ionic://localhost', 'tauri://localhost'],
  ],
  ['CORS_ORIGINS', 'https://*.example.org', ['https://*.example.org']],
  [
    'CORS_ORIGINS',
    'https://app.example.com, http://localhost:3000',
    ['https://app.example.com', 'http://localhost:3000'],
  ],
  ['COOKIES', 'on', true],
  ['SANDBOX', 'off', false],
  ['INTROSPECTION', 'on', true],
  ['GRAPHIQL', 'on', true],
  ['SUBGRAPH', 'on', true],
  ['AUTOMATIC_PERSISTED_QUERIES', 'on', true],
  ['PERSISTED_DOCUMENTS', './documents.json', './documents.json'],
  ['PERSISTED_DOCUMENTS_ONLY', 'on', true],
  ['SUBGRAPH_ADMINISTRATION', 'off', false],
  ['SUBGRAPH_USER_SCOPE', 'users:read', 'users:read'],
  ['METRICS', 'on', true],
  ['WEBHOOK_ALLOW_PRIVATE', 'on', true],
  ['METRICS_HOST', '0.0.0.0', '0.0.0.0'],
  ['TRACING', 'on', true],
  ['LOG_LEVEL', 'silent', 'silent'],
  ['JWT_ALGORITHM', 'PS256', 'PS256'],
  ['USERNAMES', 'off', 'off'],
  ['BREACHED_PASSWORDS', 'online', 'online'],
  ['CAPTCHA_PROVIDER', 'hcaptcha', 'hcaptcha'],
  ['CAPTCHA_SITE_KEY', '0x4AAAAAAA', '0x4AAAAAAA'],
  ['CAPTCHA_SECRET', '0x4BBBBBBB', '0x4BBBBBBB'],
  ['BREACHED_PASSWORDS', './pwned.txt', './pwned.txt'],
  ['PASSKEYS', 'on', true],
  ['NEW_DEVICE_MAIL', 'off', false],
  ['PASSKEY_RP_ID', 'example.com', 'example.com'],
  [
    'PASSKEY_ORIGINS',
    'https://a.example.com, http://localhost:3000',
    ['https://a.example.com', 'http://localhost:3000'],
  ],
  ['JWT_SECRET_KEY', secret, secret],
  ['JWT_ISSUER', 'urn:example:auth', 'urn:example:auth'],
  ['JWT_AUDIENCE', 'billing', 'billing'],
  ['ROLE_SCOPES', '{"*":["profile"],"admin":[]}', { '*': ['profile'], admin: [] }],
  ['MFA_REQUIRED_ROLES', 'admin, support:2', ['admin', 'support:2']],
  ['MAIL_FROM', 'no-reply@example.com', 'no-reply@example.com'],
  ['MAIL_FROM', 'Example Inc. <a.b+c@mail.example.com>', 'Example Inc. <a.b+c@mail.example.com>'],
  ['MAIL_FROM', '예제 <a@example.com>', '예제 <a@example.com>'],
  ['MAIL_FROM', '"Ada, Inc." <a@b.example>', '"Ada, Inc." <a@b.example>'],
  ['MAIL_FROM', 'post@müller.example', 'post@müller.example'],
  ['RESERVED_USERNAMES', 'admin, Éva.B ,관리자', ['admin', 'Éva.B', '관리자']],
  ['RESERVED_USERNAMES', '-', []],
  ['MAIL_LANGUAGE', 'pt-BR', 'pt-BR'],
  ['MAIL_TEMPLATES', './mails', './mails'],
  [
    'SERVICE_CLIENTS',
    `notes:${'a'.repeat(64)}, notes:${'b'.repeat(64)}`,
    [
      { id: 'notes', secretHash: 'a'.repeat(64) },
      { id: 'notes', secretHash: 'b'.repeat(64) },
    ],
  ],
  [
    'MAIL_LINK_VERIFY_EMAIL',
    'http://localhost:3000/v?t={token}',
    'http://localhost:3000/v?t={token}',
  ],
  [
    'MAIL_LINK_RESET_PASSWORD',
    'https://a.example.com/r/{token}',
    'https://a.example.com/r/{token}',
  ],
  ['MAIL_LINK_SIGN_IN', 'https://a.example.com/#{token}', 'https://a.example.com/#{token}'],
  ['MAIL_LINK_INVITATION', 'https://a.example.com/i#{token}', 'https://a.example.com/i#{token}'],
  ['MAIL_LINK_KEEP_FACTORS', 'https://a.example.com/k#{token}', 'https://a.example.com/k#{token}'],
  ['MAIL_LINK_DENY_SIGN_IN', 'https://a.example.com/d#{token}', 'https://a.example.com/d#{token}'],
  ['ADMIN_ROLE', 'users:admin', 'users:admin'],
  ['METADATA_IN_TOKENS', 'on', true],
  ['DATABASE_URL', 'postgresql://u:p@h:5432/d', 'postgresql://u:p@h:5432/d'],
  ['DATABASE_URL', 'postgres://u:p@/d?host=/run', 'postgres://u:p@/d?host=/run'],
  ['DATABASE_PREPARED_STATEMENTS', 'off', false],
  ['DATA_DIR', '/var/lib/authgraph', '/var/lib/authgraph'],
  ['AUTHGRAPH_SECRET', secret, secret],
];

test.each(accepted)('%s may be %s', (name, text, value) => {
  const config = loadConfig({ [name]: text });
  expect(config[configKey(name)]).toEqual(value);
});

/** What each option refuses, and what the fault tells to write. */
const refused: [OptionName, string, string][] = [
  ['NODE_ENV', 'prod', 'development, production, test'],
  ['NODE_ENV', 'Production', 'development, production, test'],
  ['HOST', 'http://localhost', 'such as 127.0.0.1'],
  ['HOST', 'a b', 'such as 127.0.0.1'],
  ['BASE_PATH', 'auth', 'such as /auth'],
  ['BASE_PATH', '/auth/', 'such as /auth'],
  ['BASE_PATH', '/a//b', 'such as /auth'],
  ['BASE_PATH', '/a/../b', 'such as /auth'],
  ['BASE_PATH', '/a%20b', 'such as /auth'],
  ['PUBLIC_URL', 'https://auth.example.com/', 'without a trailing slash'],
  ['PUBLIC_URL', 'https://auth.example.com/a/', 'without a trailing slash'],
  ['PUBLIC_URL', 'https://Auth.example.com', 'lower case'],
  ['PUBLIC_URL', 'https://auth.example.com:443', 'default port'],
  ['PUBLIC_URL', 'https://u:p@auth.example.com', 'user'],
  ['PUBLIC_URL', 'https://auth.example.com?a=1', 'query'],
  ['PUBLIC_URL', 'auth.example.com', 'such as https://auth.example.com'],
  ['PUBLIC_URL', 'ftp://auth.example.com', 'such as https://auth.example.com'],
  ['TRUST_PROXY', 'true', 'such as loopback,10.0.0.0/8'],
  ['TRUST_PROXY', '1', 'such as loopback,10.0.0.0/8'],
  ['TRUST_PROXY', '10.1/8', 'such as loopback,10.0.0.0/8'],
  ['TRUST_PROXY', '10.0.0.0/33', 'such as loopback,10.0.0.0/8'],
  ['TRUST_PROXY', '0.0.0.0/0', 'not /0'],
  ['TRUST_PROXY', '::/0', 'not /0'],
  ['TRUST_PROXY', '10.0.0.0/0.0.0.0', 'not /0'],
  ['TRUST_PROXY', 'loopback,', 'such as loopback,10.0.0.0/8'],
  ['CORS_ORIGINS', 'https://app.example.com/', 'scheme, host and port only'],
  ['CORS_ORIGINS', 'app.example.com', 'scheme, host and port only'],
  ['CORS_ORIGINS', 'null', 'scheme, host and port only'],
  ['CORS_ORIGINS', '*,https://app.example.com', 'scheme, host and port only'],
  ['CORS_ORIGINS', 'https://*.example.com/x', 'scheme, host and port only'],
  ['CORS_ORIGINS', 'https://a.example,', 'scheme, host and port only'],
  ['COOKIES', 'yes', 'write on or off'],
  ['SANDBOX', 'true', 'write on or off'],
  ['INTROSPECTION', '1', 'write on or off'],
  ['GRAPHIQL', '1', 'write on or off'],
  ['SUBGRAPH', '2', 'write on or off'],
  ['AUTOMATIC_PERSISTED_QUERIES', 'yes please', 'write on or off'],
  ['PERSISTED_DOCUMENTS', 'a\0b', 'is no path'],
  ['PERSISTED_DOCUMENTS_ONLY', 'maybe', 'write on or off'],
  ['SUBGRAPH_ADMINISTRATION', 'no admins', 'write on or off'],
  ['SUBGRAPH_USER_SCOPE', 'two words', 'such as users:read'],
  ['METRICS', 'true', 'write on or off'],
  ['WEBHOOK_ALLOW_PRIVATE', 'localhost', 'write on or off'],
  ['WEBHOOKS', 'https://crm.example.com/', 'it is no JSON object'],
  ['WEBHOOKS', '[]', '{"crm":{"url":'],
  ['METRICS_HOST', 'http://localhost', 'such as 127.0.0.1'],
  ['TRACING', 'yes', 'write on or off'],
  ['LOG_LEVEL', 'verbose', 'info, debug'],
  ['ADMIN_ROLE', 'two words', 'such as admin'],
  ['ADMIN_ROLE', 'r'.repeat(65), 'such as admin'],
  ['METADATA_IN_TOKENS', 'true', 'write on or off'],
  ['JWT_ALGORITHM', 'none', 'ES256, ES384, RS256, PS256, HS256'],
  ['JWT_ALGORITHM', 'es256', 'ES256, ES384, RS256, PS256, HS256'],
  ['JWT_ISSUER', 'two words', 'without blanks'],
  ['JWT_ISSUER', 'a'.repeat(256), 'up to 255 characters'],
  ['JWT_AUDIENCE', ':colon', 'a full URI'],
  ['ROLE_SCOPES', 'admin', '{"*":["profile"]'],
  ['ROLE_SCOPES', '[]', '{"*":["profile"]'],
  ['ROLE_SCOPES', 'null', '{"*":["profile"]'],
  ['ROLE_SCOPES', '{"admin":"users:read"}', '{"*":["profile"]'],
  ['ROLE_SCOPES', '{"admin":["two words"]}', '{"*":["profile"]'],
  ['ROLE_SCOPES', '{"ad min":[]}', '{"*":["profile"]'],
  ['SMTP_URL', 'mail.example.com:587', 'smtp://user:password@host:587'],
  ['SMTP_URL', 'https://u:hunter22@mail.example.com', 'smtp://user:password@host:587'],
  ['SMTP_URL', 'smtp://', 'smtp://user:password@host:587'],
  ['MAIL_FROM', 'Example', 'Example <no-reply@example.com>'],
  ['MAIL_FROM', 'a@b.c, d@e.f', 'Example <no-reply@example.com>'],
  ['MAIL_FROM', 'A <a@b.c', 'Example <no-reply@example.com>'],
  ['MAIL_FROM', 'A\r\nBcc: x@y.z <a@b.c>', 'Example <no-reply@example.com>'],
  ['MAIL_FROM', 'a@b@c', 'Example <no-reply@example.com>'],
  ['MAIL_LANGUAGE', 'english language', 'such as en or ko'],
  ['MAIL_TEMPLATES', 'a\0b', 'path of a folder'],
  ['USERNAMES', 'none', 'off, optional, required'],
  ['BREACHED_PASSWORDS', 'on', 'write online, or a path'],
  ['CAPTCHA', 'on', 'off, sign-up or after-failures'],
  ['CAPTCHA', 'off,sign-up', 'off, sign-up or after-failures'],
  ['CAPTCHA_PROVIDER', 'recaptcha', 'turnstile, hcaptcha, custom'],
  ['CAPTCHA_SITE_KEY', 'two words', 'copy it from the pages of the provider'],
  ['CAPTCHA_SECRET', 'hunter22 hunter22', 'copy it from the pages of the provider'],
  ['BREACHED_PASSWORDS', './a\0b', 'write online, or a path'],
  ['PASSKEYS', 'yes', 'write on or off'],
  ['NEW_DEVICE_MAIL', 'yes', 'write on or off'],
  ['PASSKEY_RP_ID', 'https://example.com', 'such as example.com'],
  ['PASSKEY_RP_ID', 'com', 'such as example.com'],
  ['PASSKEY_RP_ID', '192.0.2.1', 'such as example.com'],
  ['PASSKEY_RP_ID', 'Example.com', 'such as example.com'],
  ['REDIRECT_URIS', 'https://app.example.com/?x', 'write each as browsers do'],
  ['REDIRECT_URIS', 'javascript:alert(1)', 'write each as browsers do'],
  ['PASSKEY_ORIGINS', 'https://*.example.com', 'such as https://app.example.com'],
  ['PASSKEY_ORIGINS', 'http://example.com', 'such as https://app.example.com'],
  ['PASSKEY_ORIGINS', 'https://example.com/', 'such as https://app.example.com'],
  ['PASSKEY_ORIGINS', 'android:apk-key-hash:x', 'such as https://app.example.com'],
  ['SOCIAL_GOOGLE_CLIENT_ID', 'two words', 'as the provider shows it'],
  ['SOCIAL_GOOGLE_CLIENT_SECRET', 'two words', 'as the provider shows it'],
  ['SOCIAL_APPLE_CLIENT_ID', 'two words', 'as the provider shows it'],
  ['SOCIAL_MICROSOFT_CLIENT_ID', 'two words', 'as the provider shows it'],
  ['SOCIAL_MICROSOFT_CLIENT_SECRET', 'two words', 'as the provider shows it'],
  ['SOCIAL_GITHUB_CLIENT_ID', 'two words', 'as the provider shows it'],
  ['SOCIAL_GITHUB_CLIENT_SECRET', 'two words', 'as the provider shows it'],
  ['SOCIAL_DISCORD_CLIENT_ID', 'two words', 'as the provider shows it'],
  ['SOCIAL_DISCORD_CLIENT_SECRET', 'two words', 'as the provider shows it'],
  ['SOCIAL_APPLE_TEAM_ID', 'abcdefghij', '10 capital letters'],
  ['SOCIAL_APPLE_KEY_ID', 'ABC', '10 capital letters'],
  ['SOCIAL_APPLE_PRIVATE_KEY', '-----BEGIN PRIVATE KEY-----', 'the .p8 file'],
  ['SOCIAL_MICROSOFT_TENANT', 'common/v2.0', 'or common'],
  ['IDENTITY_PROVIDERS', 'a\0b', 'path of a JSON file'],
  ['IDENTITY_PROVIDER_ALLOW_PRIVATE', 'yes', 'write on or off'],
  ['RESERVED_USERNAMES', 'admin,,root', 'such as admin,support, or - for none'],
  ['RESERVED_USERNAMES', 'admin,a b', 'such as admin,support, or - for none'],
  ['RESERVED_USERNAMES', Array.from({ length: 1001 }, (_, i) => `n${i}`).join(), 'up to 1,000'],
  ['SERVICE_CLIENTS', 'notes', '"authgraph client NAME"'],
  ['SERVICE_CLIENTS', 'notes:a-plain-secret', '"authgraph client NAME"'],
  ['SERVICE_CLIENTS', `notes:${'a'.repeat(63)}`, '"authgraph client NAME"'],
  ['SERVICE_CLIENTS', `notes:${'A'.repeat(64)}`, '"authgraph client NAME"'],
  ['SERVICE_CLIENTS', `notes:${sha256('')}`, 'the hash of a secret that everyone can guess'],
  ['SERVICE_CLIENTS', `a:${'a'.repeat(64)},b:${sha256('secret')}`, 'everyone can guess'],
  ['SERVICE_CLIENTS', `no tes:${'a'.repeat(64)}`, '"authgraph client NAME"'],
  ['SERVICE_CLIENTS', `notes:${'a'.repeat(64)},`, '"authgraph client NAME"'],
  ['MAIL_LINK_VERIFY_EMAIL', 'https://app.example.com/', '#token={token}'],
  ['MAIL_LINK_RESET_PASSWORD', 'https://{token}.example.com/', '#token={token}'],
  ['MAIL_LINK_INVITATION', '/accept#token={token}', '#token={token}'],
  ['MAIL_LINK_KEEP_FACTORS', '/keep#token={token}', '#token={token}'],
  ['MAIL_LINK_DENY_SIGN_IN', '/deny#token={token}', '#token={token}'],
  ['MFA_REQUIRED_ROLES', 'admin,two words', 'admin,support'],
  ['MFA_REQUIRED_ROLES', 'admin,', 'admin,support'],
  ['MAIL_LINK_SIGN_IN', 'javascript:alert("{token}")', '#token={token}'],
  ['MAIL_LINK_SIGN_IN', 'https://a.example.com/{token}/{token}', '#token={token}'],
  ['DATABASE_URL', 'mysql://u:hunter22@h/d', 'postgres://user:password@host'],
  ['DATABASE_URL', 'postgres://u:hunter22@h:port/d', 'postgres://user:password@host'],
  ['DATABASE_URL', 'postgres://u:p@h/d?schema=auth', 'write DATABASE_SCHEMA=name'],
  ['DATABASE_URL', 'postgres://u:p@h/d?sslmode=prefer', 'write sslmode=disable, require'],
  ['DATABASE_PREPARED_STATEMENTS', 'false', 'write on or off'],
  ['DATABASE_SCHEMA', 'Auth', 'such as authgraph'],
  ['DATABASE_SCHEMA', 'a-b', 'such as authgraph'],
  ['DATABASE_SCHEMA', 'a,public', 'such as authgraph'],
  ['DATABASE_SCHEMA', '"a"', 'such as authgraph'],
  ['DATABASE_SCHEMA', '1a', 'such as authgraph'],
  ['DATABASE_SCHEMA', 'a'.repeat(64), 'such as authgraph'],
  ['DATABASE_SCHEMA', 'pg_temp', 'such as authgraph'],
  ['DATABASE_SCHEMA', 'information_schema', 'such as authgraph'],
  ['DATA_DIR', 'a\0b', 'path of a folder'],
  ['PAGES', 'yes', 'write on or off'],
  ['ADMIN_PAGES', 'yes', 'write on or off'],
  ['SESSION_EVENTS', 'yes', 'write on or off'],
  ['BRAND_NAME', 'a\nb', 'such as Notes'],
  ['BRAND_LOGO', 'logo.gif', 'SVG, PNG or WebP'],
  ['BRAND_ACCENT', 'red', 'such as #2456d3'],
];

test.each(refused)('%s must not be %j, and the fault says what to write', (name, text, advice) => {
  const faults = faultsOf({ [name]: text });
  expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name}\\b`))]);
  expect(faults[0]).toContain(advice);
});

test('every option that is neither a number nor free text has a value that it refuses', () => {
  const tested = new Set([...refused, ...numbers.map(({ name }) => [name])].map(([name]) => name));
  const secrets = ['JWT_SECRET_KEY', 'AUTHGRAPH_SECRET'];
  expect(optionNames.filter((name) => !tested.has(name) && !secrets.includes(name))).toEqual([]);
});

test.each(['VERIFY_EMAIL', 'RESET_PASSWORD', 'SIGN_IN', 'INVITATION'])(
  'MAIL_LINK_%s is https in production, unless it leads to this machine',
  (name) => {
    const link = (url: string) => ({ ...production, [`MAIL_LINK_${name}`]: url });
    expect(faultsOf(link('http://app.example.com/#{token}'))).toEqual([
      expect.stringContaining(`MAIL_LINK_${name} is no https URL`),
    ]);
    expect(faultsOf(link('https://app.example.com/#{token}'))).toEqual([]);
    expect(faultsOf(link('http://localhost:3000/#{token}'))).toEqual([]);
  },
);

test('SMTP_URL needs a sender', () => {
  const url = 'smtps://user:p%40ss@mail.example.com:465';
  expect(faultsOf({ SMTP_URL: url })).toEqual([expect.stringMatching(/MAIL_FROM is not/)]);
  expect(loadConfig({ SMTP_URL: url, MAIL_FROM: 'a@example.com' }).smtpUrl).toBe(url);
});

test('a role called like a property of every object has no scopes', () => {
  const { roleScopes } = loadConfig({ ROLE_SCOPES: '{"__proto__":["x"]}' });
  for (const role of ['constructor', 'toString']) expect(roleScopes[role]).toBeUndefined();
  expect(roleScopes['__proto__']).toEqual(['x']);
});

describe.each(['JWT_SECRET_KEY', 'AUTHGRAPH_SECRET'] as const)('%s', (name) => {
  test.each([
    ['secret', 'shorter than 32 bytes'],
    ['x'.repeat(31), 'shorter than 32 bytes'],
    ['x'.repeat(64), 'repeats'],
    ['abc123'.repeat(10), 'repeats'],
    ['Tr0ub4dor&3'.repeat(4), 'repeats'],
    ['a-string-secret-at-least-256-bits-long', 'manual'],
    ['your-256-bit-secret-your-384-bit-secret', 'manual'],
    ['this-is-a-Super_Secret-of-the-flask-docs', 'manual'],
    ['please CHANGE ME before you go to production', 'manual'],
    ['django-insecure-9x#v1k2w3q4z5m6n7b8p', 'manual'],
  ])('must not be %s: it is refused for what it is, and not shown', (text, why) => {
    const [fault = '', ...rest] = faultsOf({ [name]: text });
    expect(rest).toEqual([]);
    expect(fault).toContain(`${name} `);
    expect(fault).toContain(why);
    expect(fault).toContain('openssl rand -base64 48');
    expect(fault).not.toContain(text);
  });

  test('counts bytes, not characters, of which 32 are enough', () => {
    const sixteenTwoBytes = Array.from('жюфъщгзэйыпцлбяш');
    expect(faultsOf({ [name]: sixteenTwoBytes.join('') })).toEqual([]);
    expect(faultsOf({ [name]: sixteenTwoBytes.slice(1).join('') })).toHaveLength(1);
  });

  test.each(publishedSecrets)('must not be the published %s', (text) => {
    const [fault = '', ...rest] = faultsOf({ [name]: text });
    expect(rest).toEqual([]);
    expect(fault).toMatch(new RegExp(`^${name} (?:is|repeats)\\b.*; write the output of: openssl`));
    expect(fault).not.toContain(text);
  });
});

test('JWT_SECRET_KEY alone means HS256', () => {
  expect(loadConfig({ JWT_SECRET_KEY: secret }).jwtAlgorithm).toBe('HS256');
});

/** Options that are sound one by one, but not together. */
const contradictions: [string, Record<string, string>, string][] = [
  ['HS256 without a secret', { JWT_ALGORITHM: 'HS256' }, 'JWT_SECRET_KEY is not set'],
  [
    'a key pair with a secret',
    { JWT_ALGORITHM: 'ES256', JWT_SECRET_KEY: secret },
    'remove one of them',
  ],
  [
    'an access token longer than its maximum',
    { JWT_ACCESS_TOKEN_MAX_EXPIRES: '600' },
    'JWT_ACCESS_TOKEN_EXPIRES (900) is longer than JWT_ACCESS_TOKEN_MAX_EXPIRES (600)',
  ],
  [
    'an access token longer than its session',
    { JWT_REFRESH_TOKEN_EXPIRES: '600' },
    'JWT_ACCESS_TOKEN_EXPIRES (900) is longer than JWT_REFRESH_TOKEN_EXPIRES (600)',
  ],
  [
    'sessions that are idle before their first refresh',
    { SESSION_IDLE_EXPIRES: '900' },
    'SESSION_IDLE_EXPIRES (900) is not longer than JWT_ACCESS_TOKEN_EXPIRES (900)',
  ],
  [
    'production without a secret',
    { ...production, AUTHGRAPH_SECRET: '' },
    'AUTHGRAPH_SECRET is not set',
  ],
  ['production without a public URL', { ...production, PUBLIC_URL: '' }, 'PUBLIC_URL is not set'],
  [
    'a schema of the embedded database',
    { DATABASE_SCHEMA: 'auth' },
    'DATABASE_SCHEMA is set, and without DATABASE_URL',
  ],
  [
    'production without https',
    { ...production, PUBLIC_URL: 'http://auth.example.com' },
    'PUBLIC_URL is no https URL',
  ],
  [
    'metrics at the port of the service',
    { METRICS: 'on', METRICS_PORT: '4000' },
    'METRICS_PORT is 4000, which is the PORT',
  ],
  [
    'cookies for pages of every origin',
    { COOKIES: 'on', CORS_ORIGINS: '*' },
    'COOKIES is on, but CORS_ORIGINS is *',
  ],
  [
    'cookies for pages of every subdomain',
    { COOKIES: 'on', CORS_ORIGINS: 'https://app.example.com,https://*.example.com' },
    'COOKIES is on, but CORS_ORIGINS has a wildcard',
  ],
  [
    'cookies without https',
    { COOKIES: 'on', PUBLIC_URL: 'http://auth.example.com' },
    'COOKIES is on, but PUBLIC_URL is no https URL',
  ],
  [
    'more metadata than a token carries',
    { METADATA_IN_TOKENS: 'on', METADATA_MAX_SIZE: '2049' },
    'METADATA_IN_TOKENS is on, but METADATA_MAX_SIZE (2049) is more than a token can carry',
  ],
];

test.each(contradictions)('%s is a fault', (_title, variables, fault) => {
  expect(faultsOf(variables)).toEqual([expect.stringContaining(fault)]);
});

test.each(['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000'])(
  'production on the machine itself, %s, needs no https',
  (url) => {
    expect(faultsOf({ ...production, PUBLIC_URL: url })).toEqual([]);
  },
);

test('all faults are reported together, those of one option and those between several', () => {
  const variables = {
    PORT: 'http',
    LOG_LEVEL: 'loud',
    JWT_SECRET_KEY: 'hunter2hunter2',
    DATABASE_URL: 'mysql://root:hunter22@localhost/db',
    JWT_ACCESS_TOKEN_MAX_EXPIRES: '60',
  };
  const faults = faultsOf(variables);
  const named = faults.map((fault) => /^[A-Z_]+/.exec(fault)?.[0]);
  expect(named).toEqual([
    'PORT',
    'LOG_LEVEL',
    'JWT_SECRET_KEY',
    'DATABASE_URL',
    'JWT_ACCESS_TOKEN_EXPIRES',
  ]);
  const { message } = new ConfigError(faults);
  expect(message).toContain('5 faults');
  for (const fault of faults) expect(message).toContain(`  - ${fault}`);
  expect(message).not.toContain('hunter2');
});

test('a faulty option is not also compared with others', () => {
  expect(faultsOf({ JWT_ACCESS_TOKEN_MAX_EXPIRES: '0' })).toHaveLength(1);
});

test('a wrong value that fills the screen is cut', () => {
  const [fault = ''] = faultsOf({ LOG_LEVEL: 'x'.repeat(10_000) });
  expect(fault.length).toBeLessThan(250);
});

describe('WEBHOOKS', () => {
  const url = 'https://crm.example.com/hooks?for=us';
  const newKey = () => `whsec_${randomBytes(24).toString('base64')}`;
  const key = newKey();
  const keyOf = (bytes: Buffer) => `whsec_${bytes.toString('base64')}`;
  const words = Buffer.from('a test secret for the webhooks');
  // The one in the specification.
  const published = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const crm = { url, secrets: [key] };
  const webhooks = (value: unknown, more: Record<string, string> = {}) => ({
    WEBHOOKS: JSON.stringify(value),
    ...more,
  });

  test('are endpoints by name, which are told of everything unless they say of what', () => {
    const events = ['user.deleted'];
    const both = [key, newKey()];
    const spelt = { ...crm, url: url.replace('https://crm', 'HTTPS://CRM') };
    const config = loadConfig(webhooks({ crm: spelt, erp: { ...crm, secrets: both, events } }));
    expect(config.webhooks).toEqual([
      { name: 'crm', url, secrets: [key], events: [...webhookEventTypes] },
      { name: 'erp', url, secrets: both, events },
    ]);
  });

  test.each([
    ['a name', { 'c r m': crm }, 'a name has'],
    ['a field', { crm: { ...crm, secret: key } }, 'url, secrets and perhaps events, and nothing'],
    ['no endpoint', { crm: url }, 'url, secrets and perhaps events, and nothing'],
    ['no URL', { crm: { secrets: [key] } }, 'url is an http or https URL'],
    ['a URL', { crm: { ...crm, url: 'crm.example.com' } }, 'url is an http or https URL'],
    ['a scheme', { crm: { ...crm, url: 'ftp://a.example/' } }, 'url is an http or https URL'],
    ['a password', { crm: { ...crm, url: 'https://u:hunter22@a.example/' } }, 'without user'],
    ['a fragment', { crm: { ...crm, url: `${url}#a` } }, 'without user, password and fragment'],
    ['no secret', { crm: { ...crm, secrets: [] } }, 'secrets is a list of one or two'],
    ['too many secrets', { crm: { ...crm, secrets: [key, key, key] } }, 'secrets is a list of'],
    ['a weak secret', { crm: { ...crm, secrets: ['hunter22'] } }, 'secrets is a list of'],
    ['a secret of one byte', { crm: { ...crm, secrets: [keyOf(Buffer.alloc(24, 7))] } }, 'guess'],
    ['a secret of words', { crm: { ...crm, secrets: [keyOf(words)] } }, 'guess or look up'],
    ['a published secret', { crm: { ...crm, secrets: [key, published] } }, 'guess or look up'],
    ['an event', { crm: { ...crm, events: ['user.poked'] } }, 'events is a list of some of user.'],
    ['no event', { crm: { ...crm, events: [] } }, 'events is a list of some of'],
  ])(
    'with %s that is wrong are refused, without a word of what may be secret',
    (_what, value, advice) => {
      const faults = faultsOf(webhooks(value));
      expect(faults).toEqual([expect.stringMatching(/^WEBHOOKS is no list of endpoints: /)]);
      expect(faults[0]).toContain(advice);
      for (const hidden of [key, 'hunter22', 'for=us']) expect(faults[0]).not.toContain(hidden);
    },
  );

  test.each([
    'http://crm.example.com/',
    'https://localhost/',
    'https://10.0.0.1/',
    'https://[::1]/',
  ])('go to %s only with WEBHOOK_ALLOW_PRIVATE', (open) => {
    const value = { crm: { ...crm, url: open } };
    expect(faultsOf(webhooks(value))).toEqual([
      expect.stringMatching(/^WEBHOOKS lets crm be told without TLS, or at an address that is not/),
    ]);
    expect(faultsOf(webhooks(value, { WEBHOOK_ALLOW_PRIVATE: 'on' }))).toEqual([]);
  });
});
