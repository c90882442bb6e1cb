import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../src/app/config.js';
import { optionNames, options, type OptionName } from '../../src/app/options.js';
import { hostileText } from './naughty.js';
import { runs } from './runs.js';

const secretNames = optionNames.filter((name) => options[name].secret);

/** Values that are right or nearly right for some option, so that the rules behind the schemas are reached. */
const plausible = fc.constantFrom(
  ...[
    'on',
    'off',
    'true',
    '0',
    '1',
    '-1',
    '64',
    '900',
    '15m',
    '1e3',
    '86400',
    '2592000',
    '99999999999999999999',
    '٣',
    '0x10',
  ],
  ...[
    'production',
    'development',
    'test',
    'Production',
    'HS256',
    'ES256',
    'none',
    'RS256',
    'debug',
    'info',
    'silent',
  ],
  ...[
    'localhost',
    '::',
    '::1',
    '0.0.0.0',
    'loopback',
    '10.0.0.0/8',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '1',
    'fe80::1%eth0',
  ],
  ...[
    'https://auth.example.com',
    'https://auth.example.com/',
    'http://a',
    'https://',
    'javascript:alert(1)',
    'https://u:p@a.b',
    '*',
    'null',
  ],
  ...[
    'postgres://u:p@h/d',
    'postgres://',
    'postgres://%',
    'mysql://a',
    'postgres://u:p@h:99999/d',
    'POSTGRES://a',
    'postgres://[::1]:5/d',
  ],
  ...[
    '{}',
    '{"*":["a"]}',
    '{"__proto__":["a"]}',
    '{"a":"b"}',
    '[]',
    '{"a":["b c"]}',
    '{"constructor":["x"]}',
    './data',
    '/tmp/\u0000',
  ],
);
const secrets = fc.oneof(
  fc.base64String({ minLength: 44, maxLength: 64 }),
  hostileText(),
  plausible,
);
const anyValue = fc.oneof(
  { arbitrary: plausible, weight: 2 },
  { arbitrary: hostileText(), weight: 1 },
);

/** Some of the options, each with any text; secrets are likely to be there. */
const environments = fc.record(
  Object.fromEntries(
    optionNames.map((name) => [
      name,
      secretNames.includes(name) ? fc.oneof(secrets, anyValue) : anyValue,
    ]),
  ) as Record<OptionName, fc.Arbitrary<string>>,
  { requiredKeys: [] },
);

/** The refusal, or `undefined` when the configuration is taken. Whatever else is thrown goes on. */
function refusalOf(variables: Record<string, string>): ConfigError | undefined {
  try {
    const config = loadConfig(variables);
    expect(Object.isFrozen(config)).toBe(true);
    for (const value of Object.values(config)) {
      if (typeof value === 'object') expect(Object.isFrozen(value)).toBe(true);
      if (typeof value === 'number') expect(Number.isSafeInteger(value)).toBe(true);
    }
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

describe('the configuration', () => {
  test('any environment gives a frozen, complete config or at least one fault', () => {
    const property = fc.property(environments, (variables) => {
      const refusal = refusalOf(variables);
      if (refusal === undefined) return;
      expect(refusal.faults.length).toBeGreaterThan(0);
      for (const fault of refusal.faults) expect(fault).toMatch(/^[A-Z_]{4,}/);
    });
    fc.assert(property, runs(1_000));
  });

  test.each(optionNames)('takes or refuses any text as %s by itself, naming it', (name) => {
    const property = fc.property(anyValue, (value) => {
      const refusal = refusalOf({ [name]: value });
      if (refusal !== undefined) expect(refusal.message).toContain(name);
      if (value === '') expect(refusal).toBeUndefined();
    });
    fc.assert(property, runs(60));
  });

  test('never tells a part of a secret, whichever rule refuses it', () => {
    const values = fc.constantFrom(
      ...['', 'short', 'postgres://user:', 'mysql://user:', 'secret'].map(
        (head) => (body: string) => `${head}${body}`,
      ),
      (body: string) => body.repeat(4),
      (body: string) => `${body}\ud800\u0000`,
      (body: string) => `changeme-${body}-${body}`,
    );
    const property = fc.property(
      fc.constantFrom(...secretNames),
      fc.stringMatching(/^[a-z0-9]{12}$/),
      values,
      environments,
      (name, body, make, others) => {
        const variables = { ...others, [name]: make(body), NODE_ENV: 'production' };
        const refusal = refusalOf(variables);
        if (refusal === undefined) return;
        const told = JSON.stringify([
          refusal.message,
          refusal.faults,
          String(refusal),
          refusal.cause,
        ]);
        expect(told).not.toContain(body.slice(0, 6));
        expect(told).not.toContain(body.slice(-6));
      },
    );
    fc.assert(property, runs(1_000));
  });

  test('shows no secret of a value that it takes, once it is redacted', () => {
    const parts = fc.stringMatching(/^[A-Za-z0-9._~-]{8,16}$/);
    const property = fc.property(parts, parts, fc.boolean(), (password, parameter, asQuery) => {
      const tail = asQuery ? `?password=${parameter}` : '';
      const url = `postgres://app:${password}@db.internal:5432/authgraph${tail}`;
      const { databaseUrl } = loadConfig({ DATABASE_URL: url });
      const shown = options.DATABASE_URL.redact?.(databaseUrl ?? '') ?? '';
      expect(shown).toBe('postgres://app:***@db.internal:5432/authgraph');
    });
    fc.assert(property, runs(200));
  });
});
