import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOf } from '../support/event-loop.js';
import { hostileText } from './naughty.js';
import { runs } from './runs.js';
import {
  fuzzedAlgorithms,
  laterRefusalOf,
  openDoors,
  refusalOf,
  tokenReasons,
  type Doors,
} from './tokens.js';

/** Milliseconds for one refusal. */
const bound = 500;

type Mutation = (token: string, other: string) => string;

const alphabet = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
const oddCharacters = fc.oneof(
  fc.constantFrom(...alphabet, ...Array.from('.=+/ \t\n\r\u0000\u00a0\ufeff\u200b,;:"%'), '\ud800'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);

/** The same letters to the eye, or after NFKC. */
const lookalikes: Readonly<Record<string, string>> = {
  ...{ a: 'а', e: 'е', o: 'о', c: 'с', p: 'р', i: 'і', J: 'Ј', '.': '․', '-': '‐', _: '＿' },
  ...{ A: 'Ａ', z: 'ｚ', '0': '０', K: '\u212a', s: 'ſ', l: 'ⅼ', M: 'Ⅿ' },
};

function splice(token: string, at: number, removed: number, added = ''): string {
  const index = at % (token.length + 1);
  return token.slice(0, index) + added + token.slice(index + removed);
}

const characterMutations: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ at: fc.nat(), added: oddCharacters }).map(
    ({ at, added }): Mutation =>
      (token) =>
        splice(token, at, 0, added),
  ),
  fc.record({ at: fc.nat(), added: oddCharacters }).map(
    ({ at, added }): Mutation =>
      (token) =>
        splice(token, at, 1, added),
  ),
  fc.record({ at: fc.nat(), length: fc.integer({ min: 1, max: 40 }) }).map(
    ({ at, length }): Mutation =>
      (token) =>
        splice(token, at, length),
  ),
  fc
    .record({ at: fc.nat(), length: fc.integer({ min: 1, max: 40 }) })
    .map(({ at, length }): Mutation => (token) => {
      const start = at % token.length;
      return splice(token, start, 0, token.slice(start, start + length));
    }),
  fc.nat().map((at): Mutation => (token) => {
    const index = at % (token.length - 1);
    return splice(token, index, 2, `${token[index + 1] ?? ''}${token[index] ?? ''}`);
  }),
  fc.nat(alphabet.length - 1).map(
    (index): Mutation =>
      (token) =>
        token.slice(0, -1) + (alphabet[index] ?? ''),
  ),
  fc.constantFrom(...Object.entries(lookalikes)).map(
    ([plain, odd]): Mutation =>
      (token) =>
        token.replace(plain, odd),
  ),
);

const framings: fc.Arbitrary<Mutation> = fc.oneof(
  fc
    .constantFrom(
      '=',
      '==',
      ' ',
      '\n',
      '\r\n',
      '\t',
      '\u0000',
      '.',
      '..',
      '\ufeff',
      '\u200b',
      ',',
      ';',
    )
    .chain((odd) =>
      fc.constantFrom<Mutation>(
        (token) => token + odd,
        (token) => odd + token,
        (token) => token.replaceAll('.', `${odd}.`),
        (token) => token.replaceAll('.', `.${odd}`),
      ),
    ),
  fc.constantFrom<Mutation>(
    (token, other) => token + other,
    (token, other) => `${token}.${other}`,
    (token, other) => `${token},${other}`,
    (token, other) => `${token} ${other}`,
    (token) => `Bearer ${token}`,
    (token) => `"${token}"`,
    (token) => token.toUpperCase(),
    (token) => token.toLowerCase(),
    (token) => encodeURIComponent(token).replaceAll('.', '%2E'),
    (token) => Buffer.from(token).toString('base64url'),
    (token) => token.replaceAll('-', '+').replaceAll('_', '/') + '=',
    (token) => token.split('.').reverse().join('.'),
    (token) => token.split('.').slice(0, 2).join('.'),
    (token) => `${token.split('.').slice(0, 2).join('.')}.`,
    (token) => `.${token.split('.').slice(1).join('.')}`,
    (token) => token.repeat(20),
  ),
);

/** Parts of two tokens of one key: every part is genuine. */
const transplants: fc.Arbitrary<Mutation> = fc
  .tuple(fc.boolean(), fc.boolean(), fc.boolean())
  .map((choice): Mutation => (token, other) => {
    const [mine, theirs] = [token.split('.'), other.split('.')];
    return choice.map((fromOther, part) => (fromOther ? theirs : mine)[part]).join('.');
  });

const names = [
  'alg',
  'typ',
  'kid',
  'crit',
  'jwk',
  'jku',
  'b64',
  'iss',
  'sub',
  'aud',
  'exp',
  'sid',
  'roles',
  'gen',
  '__proto__',
];
const memberChange = fc.record({
  part: fc.constantFrom(0, 1),
  name: fc.oneof(fc.constantFrom(...names), hostileText(20)),
  value: fc.oneof(
    fc.jsonValue(),
    hostileText(20),
    fc.constantFrom('none', 'None', 'HS256', 'at+jwt', 'rt+jwt', ['b64'], ['admin'], 9e15),
  ),
});

/** Header or payload with other members, encoded anew under the old signature. */
const rewritings: fc.Arbitrary<Mutation> = memberChange.map(
  ({ part, name, value }): Mutation =>
    (token) => {
      const parts = token.split('.');
      const members = JSON.parse(Buffer.from(parts[part] ?? '', 'base64url').toString()) as object;
      const changed = Object.fromEntries([...Object.entries(members), [name, value]]);
      parts[part] = Buffer.from(JSON.stringify(changed)).toString('base64url');
      return parts.join('.');
    },
);

const mutations = fc.array(fc.oneof(characterMutations, framings, transplants, rewritings), {
  minLength: 1,
  maxLength: 3,
});

function expectRefused(doors: Doors, token: string): void {
  for (const verify of [doors.verifyAccess, doors.verifyRefresh]) {
    const refuse = () => expect(tokenReasons).toContain(refusalOf(verify, token));
    expect(costOf(refuse, bound)).toBeLessThan(bound);
  }
}

describe.each(fuzzedAlgorithms)('a token signed with %s', (algorithm) => {
  const doors = openDoors(algorithm);
  const [access, refresh] = [doors.access, doors.refresh];
  const genuine = new Set([...access, ...refresh]);
  const pairs = fc.constantFrom<[string, string]>(
    ...[access, refresh].map((pair): [string, string] => [pair[0], pair[1]]),
    [access[0], refresh[0]],
    [refresh[0], access[0]],
  );
  const count = algorithm === 'HS256' ? 2_000 : 500;

  const mutantOf = ([token, other]: [string, string], steps: Mutation[]) =>
    steps.reduce((text, mutate) => (text === '' ? text : safely(mutate, text, other)), token);

  test('a changed token never verifies, and fails with one of the token reasons', () => {
    const property = fc.property(pairs, mutations, (pair, steps) => {
      const mutant = mutantOf(pair, steps);
      fc.pre(!genuine.has(mutant));
      expectRefused(doors, mutant);
    });
    fc.assert(property, runs(count));
  });

  test('a changed token gets the same answer with WebCrypto', async () => {
    const property = fc.asyncProperty(pairs, mutations, async (pair, steps) => {
      const mutant = mutantOf(pair, steps);
      const onWeb = await laterRefusalOf(doors.verifyOnWeb, mutant);
      expect(onWeb).toBe(refusalOf(doors.verifyAccess, mutant));
    });
    await fc.assert(property, runs(count));
  });

  test('never verifies with any other last character', () => {
    for (const token of genuine) {
      for (const last of alphabet) {
        const mutant = token.slice(0, -1) + last;
        if (mutant !== token) expectRefused(doors, mutant);
      }
    }
  });

  test('is still refused at the other door, and accepted at its own', () => {
    for (const token of access) {
      expect(refusalOf(doors.verifyAccess, token)).toBeUndefined();
      expect(refusalOf(doors.verifyRefresh, token)).toBe('WRONG_TOKEN_TYPE');
    }
    for (const token of refresh) {
      expect(refusalOf(doors.verifyRefresh, token)).toBeUndefined();
      expect(refusalOf(doors.verifyAccess, token)).toBe('WRONG_TOKEN_TYPE');
    }
  });

  test('is not made up by any text at all', () => {
    const parts = fc.array(fc.oneof(hostileText(), fc.base64String()), {
      minLength: 1,
      maxLength: 4,
    });
    const json = fc
      .tuple(fc.json(), fc.json())
      .map((values) => [
        ...values.map((value) => Buffer.from(value).toString('base64url')),
        'c2lnbmF0dXJl',
      ]);
    const property = fc.property(fc.oneof(parts, json), (segments) => {
      expectRefused(doors, segments.join('.'));
    });
    fc.assert(property, runs(500));
  });
});

/** A mutation may find nothing to parse after another one: then the text stays. */
function safely(mutate: Mutation, token: string, other: string): string {
  try {
    return mutate(token, other);
  } catch {
    return token;
  }
}

test.each([
  ['one character', (length: number) => 'a'.repeat(length)],
  ['dots', (length: number) => '.'.repeat(length)],
  ['a token without end', (length: number) => `a.a.${'a'.repeat(length)}!`],
  ['a header without end', (length: number) => `${'a'.repeat(length)}.a.a`],
  ['padding', (length: number) => `a.a.a${'='.repeat(length)}`],
])('a megabyte of %s is refused in no time', (_what, make) => {
  const doors = openDoors('HS256');
  for (const length of [100, 8_191, 8_192, 8_193, 1_000_000]) expectRefused(doors, make(length));
});
