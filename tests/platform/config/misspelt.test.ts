import { describe, expect, test } from 'vitest';
import { doubtsAbout, loadConfig, type Config } from '../../../src/app/config.js';
import { optionNames, options } from '../../../src/app/options.js';
import { misspeltNames } from '../../../src/platform/config/misspelt.js';

const doubtAbout = (name: string) => doubtsAbout({ [name]: 'x' })[0];

test.each([
  ['JWT_ACCESS_EXPIRES', 'JWT_ACCESS_TOKEN_EXPIRES'],
  ['JWT_ACCESS_TOKEN_EXPIRES_IN', 'JWT_ACCESS_TOKEN_EXPIRES'],
  ['JWT_SECRET_KEYS', 'JWT_SECRET_KEY'],
  ['JWT_SECRET', 'JWT_SECRET_KEY'],
  ['NODE_EVN', 'NODE_ENV'],
  ['DATABSE_URL', 'DATABASE_URL'],
  ['DATABASE_URL_FILES', 'DATABASE_URL_FILE'],
  ['PASSWORD_MIN_LENGHT', 'PASSWORD_MIN_LENGTH'],
  ['Smtp_Url', 'SMTP_URL'],
  ['AUTHGRAPH_PORT', 'PORT'],
  ['TRUST_PROXIES', 'TRUST_PROXY'],
  ['CORS_ALLOWED_ORIGINS', 'CORS_ORIGINS'],
  ['MAIL_DEFAULT_FROM', 'MAIL_FROM'],
  ['smtp_url_file', 'SMTP_URL_FILE'],
])('%s is doubted, and %s was meant', (name, meant) => {
  expect(doubtAbout(name)).toBe(`${name} is not an option; did you mean ${meant}?`);
});

test.each(optionNames)('%s with a letter too few or a word too few is doubted', (name) => {
  const words = name.split('_');
  const typo = name.slice(0, 3) + name.slice(4);
  const short = words.length > 2 ? [words.slice(0, -1).join('_')] : [];
  for (const wrong of [...(name.length > 6 ? [typo] : []), ...short]) {
    expect(optionNames.includes(wrong as never) || doubtAbout(wrong) !== undefined).toBe(true);
  }
});

test.each(optionNames.filter((name) => !options[name].secret))(
  '%s_FILE is doubted: only secrets can be in files',
  (name) => {
    expect(doubtAbout(`${name}_FILE`)).toBe(
      `${name}_FILE is not an option; only secrets can be in files; set ${name}`,
    );
  },
);

test('a name with our prefix that is like no option is doubted all the same', () => {
  expect(doubtAbout('AUTHGRAPH_COLOUR')).toBe('AUTHGRAPH_COLOUR is not an option');
});

test('variables of other programs are left alone', () => {
  const others =
    'PATH HOME HOSTNAME LOGNAME PWD LANG TERM SHELL USER EDITOR TZ CI DEBUG NODE_OPTIONS NODE_PATH NO_COLOR http_proxy HTTPS_PROXY DATABASE_URL_UNPOOLED DATABASE_PUBLIC_URL DATABASE_PRIVATE_URL BASE_URL PUBLIC_API_URL LOG_FILE TEST_DATABASE_URL PGPASSWORD POSTGRES_PASSWORD REDIS_URL SENTRY_DSN LOG_FORMAT MAIL_HOST SMTP_HOST SMTP_PORT SMTP_PASSWORD OTEL_SERVICE_NAME OTEL_EXPORTER_OTLP_ENDPOINT KUBERNETES_SERVICE_HOST npm_config_registry PORTS HOSTS _';
  expect(misspeltNames(others.split(' '), optionNames)).toEqual([]);
  expect(doubtsAbout({ JWT_SECRET: '', ...{ PORT: '1' } })).toEqual([]);
});

test('where the configuration has faults, the doubts are among them', () => {
  const variables: Record<string, string> = { PORT: 'x', JWT_SECRET: 'hunter2' };
  expect(() => loadConfig(variables)).toThrow(
    /has 2 faults:\n.*\n {2}- JWT_SECRET is not an option; did you mean JWT_SECRET_KEY\?$/,
  );
});

describe('the types of loadConfig', () => {
  test('take records by any name, and of a literal only options', () => {
    const fromAnywhere: Record<string, string> = { PORT: '1' };
    const config: Config = loadConfig(fromAnywhere);
    expect(config.port satisfies number).toBe(1);
    expect(loadConfig({ PORT: '2', DATABASE_URL_FILE: '' }).port).toBe(2);
    const ofTheProcess = () => loadConfig(process.env);
    // @ts-expect-error PROT is no option
    const misspelt = loadConfig({ PROT: '3' });
    expect([typeof ofTheProcess, misspelt.port]).toEqual(['function', 4000]);
  });
});
