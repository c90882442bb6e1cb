import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkImport } from '../../src/features/administration/import.js';
import { createUserParser, readJsonLine } from '../../src/features/administration/import-line.js';
import type { SourceRecord } from '../../src/features/administration/import-line.js';
import { foreignVectors } from '../platform/password-hashing/vectors.js';
import { hostileText } from './naughty.js';
import { answered, runs } from './runs.js';

const parseUser = createUserParser();
function parseImportLine(text: string) {
  const read = readJsonLine(text);
  return 'problem' in read ? read : parseUser(read.value);
}

const hashes = foreignVectors.map(({ hash }) => hash);
const anything = fc.oneof(fc.jsonValue(), hostileText());
const often = (good: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: good, weight: 12 }, { arbitrary: anything, weight: 1 });

/** Lines that are nearly right. */
const records = fc.record(
  {
    username: often(fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/)),
    passwordHash: often(fc.constantFrom(...hashes)),
    email: often(fc.constantFrom('ada@example.com', 'Ada@Example.com', '')),
    emailVerified: often(fc.boolean()),
    roles: often(fc.array(fc.constantFrom('admin', 'editor', '', '*', 'a b'), { maxLength: 40 })),
    createdAt: often(
      fc.constantFrom(
        '2024-05-01T12:00:00Z',
        '2024-05-01T12:00:00+25:99',
        '9999-12-31T23:59:59Z',
        '2024-02-31T00:00:00Z',
        '1969-12-31T23:59:59Z',
      ),
    ),
    disabled: often(fc.boolean()),
  },
  { requiredKeys: ['username', 'passwordHash'] },
);
const extras = fc.dictionary(
  fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'password', 'id', 'isAdmin'),
    hostileText(20),
  ),
  anything,
  { maxKeys: 2 },
);
const lines = fc.oneof(
  { arbitrary: records.map((record) => JSON.stringify(record)), weight: 4 },
  {
    arbitrary: fc
      .tuple(records, extras)
      .map(([record, extra]) => JSON.stringify({ ...extra, ...record })),
    weight: 1,
  },
  { arbitrary: fc.json(), weight: 1 },
  { arbitrary: hostileText(), weight: 1 },
  {
    arbitrary: fc
      .tuple(records, fc.nat(200))
      .map(([record, cut]) => JSON.stringify(record).slice(0, cut)),
    weight: 1,
  },
  {
    arbitrary: fc.constantFrom(
      '['.repeat(65_000),
      '{"a":'.repeat(13_000),
      '"'.repeat(65_537),
      '{"__proto__":{"username":"ada"}}',
    ),
    weight: 1,
  },
);

describe('a line of an import', () => {
  test('any text is a user or a fault, never throws, and no fault has a hash or password', () => {
    let users = 0;
    const property = fc.property(lines, (line) => {
      const parsed = parseImportLine(line);
      expect(({} as Record<string, unknown>)['username']).toBeUndefined();
      if ('problem' in parsed) {
        expect(parsed.problem).not.toBe('');
        expect(parsed.problem.length).toBeLessThan(5_000);
        for (const hash of hashes) expect(parsed.problem).not.toContain(hash.slice(-20));
        return;
      }
      users += 1;
      const { username, roles = [], createdAt = 0, email, emailVerified } = parsed.user;
      expect(username).toBe(username?.normalize('NFKC'));
      expect(new Set(roles).size).toBe(roles.length);
      expect(Number.isSafeInteger(createdAt) && createdAt >= 0).toBe(true);
      // Left out, it is not verified.
      expect(emailVerified === true && email === undefined).toBe(false);
    });
    const { numRuns, ...rest } = runs(2_000);
    fc.assert(property, { numRuns, ...rest });
    expect(users).toBeGreaterThan(numRuns / 50);
  });

  test('with a marker for a secret in any place does not repeat it', () => {
    const marker = 'S3cret$Marker/Of+The=Line';
    const name = fc.constantFrom(
      'username',
      'passwordHash',
      'email',
      'roles',
      'createdAt',
      'disabled',
      'password',
    );
    const value = fc.constantFrom<unknown>(
      marker,
      [marker],
      { [marker]: marker },
      `$2b$12$${marker}`,
      `$argon2id$${marker}`,
      `pbkdf2_sha256$1$${marker}`,
    );
    const property = fc.property(records, name, value, fc.nat(300), (record, key, secret, cut) => {
      const line = JSON.stringify({ ...record, [key]: secret, [`${marker} as a key`]: 1 });
      for (const text of [line, line.slice(0, cut), line + line]) {
        const parsed = parseImportLine(text);
        expect('problem' in parsed && parsed.problem).not.toContain(marker);
      }
    });
    fc.assert(property, runs(500));
  });
});

test('a file of any lines is checked to its end, and every fault is counted', async () => {
  const property = answered(fc.array(lines, { maxLength: 30 }), async (file) => {
    const { total, faults } = await checkImport(readLines(file));
    expect(total).toBe(file.filter((line) => line.trim() !== '').length);
    expect(faults.count).toBeGreaterThanOrEqual(file.filter(isFaulty).length);
    expect(faults.first.length).toBe(Math.min(faults.count, 100));
  });
  await fc.assert(property, runs(100));
});

const isFaulty = (line: string) => line.trim() !== '' && 'problem' in parseImportLine(line);

async function* readLines(file: readonly string[]): AsyncGenerator<SourceRecord> {
  for (const [index, text] of file.entries()) {
    if (text.trim() !== '')
      yield { line: index + 1, ...(await Promise.resolve(readJsonLine(text))) };
  }
}
