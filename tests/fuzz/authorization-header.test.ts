import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAuthorization, type Bearer } from '../../src/resource-server/index.js';
import { costOf } from '../support/event-loop.js';
import { hostileText } from './naughty.js';
import { runs } from './runs.js';
import { openDoors } from './tokens.js';

const tokenCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/';

/** RFC 9110 §11.1 and RFC 6750 §2.1 read character by character, without a regular expression. */
function model(value: string): Bearer {
  if (value === '') return { kind: 'none' };
  let at = 0;
  for (const letter of 'bearer') {
    const found = value[at] ?? '';
    // Only ASCII: "K".toLowerCase() of the Kelvin sign is a "k", too.
    if (found > '\u007f' || found.toLowerCase() !== letter) return { kind: 'malformed' };
    at += 1;
  }
  const blanks = at;
  while (value[at] === ' ') at += 1;
  const start = at;
  while (at < value.length && tokenCharacters.includes(value[at] ?? ' ')) at += 1;
  const letters = at - start;
  while (value[at] === '=') at += 1;
  const whole = at === value.length && start > blanks && letters > 0 && value.length <= 8_256;
  return whole ? { kind: 'token', token: value.slice(start) } : { kind: 'malformed' };
}

const schemes = fc.oneof(
  fc.mixedCase(fc.constant('bearer')),
  fc.constantFrom('Bearer', 'Basic', 'Bearers', 'Bea\u0280er', 'Ｂearer', 'bear\u0435r', ''),
);
const blanks = fc.oneof(
  fc.integer({ min: 0, max: 5 }).map((count) => ' '.repeat(count)),
  fc.constantFrom('\t', '\u00a0', ' \t', '\r\n ', ':', ': ', '=', '\u2003'),
);
const credentials = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from(tokenCharacters)), minLength: 1, maxLength: 40 }),
  fc.base64String({ maxLength: 40 }),
  hostileText(40),
);
const tails = fc.constantFrom('', '', '', '=', '==', ' ', ',', '\n', '\u0000', ' x', '=a');
/** Close to a good header, which arbitrary text never is. */
const almostHeaders = fc.tuple(schemes, blanks, credentials, tails).map((parts) => parts.join(''));

describe('the Authorization header', () => {
  test('is a token if, and only if, an independent reading of the grammar says so', () => {
    let accepted = 0;
    const property = fc.property(fc.oneof(hostileText(200), almostHeaders), (value) => {
      const expected = model(value);
      expect(parseAuthorization(value)).toEqual(expected);
      expect(parseAuthorization([value])).toEqual(expected);
      if (expected.kind === 'token') accepted += 1;
    });
    const { numRuns, ...rest } = runs(5_000);
    fc.assert(property, { numRuns, ...rest });
    expect(accepted).toBeGreaterThan(numRuns / 50);
  });

  test('a repeated Authorization header is malformed and never throws', () => {
    const lists = fc.array(fc.oneof(hostileText(), almostHeaders), { minLength: 2, maxLength: 20 });
    const property = fc.property(lists, (values) => {
      expect(parseAuthorization(values)).toEqual({ kind: 'malformed' });
    });
    fc.assert(property, runs(500));
  });

  test('a real token is returned exactly, in any case of "bearer" and with any spaces', () => {
    const tokens = (['ES256', 'RS256', 'HS256'] as const).flatMap((algorithm) => {
      const { access, refresh } = openDoors(algorithm);
      return [...access, ...refresh];
    });
    const property = fc.property(
      fc.mixedCase(fc.constant('bearer')),
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom(...tokens),
      (scheme, spaces, token) => {
        const header = `${scheme}${' '.repeat(spaces)}${token}`;
        expect(parseAuthorization(header)).toEqual({ kind: 'token', token });
      },
    );
    fc.assert(property, runs(1_000));
  });

  test('of 100 kB takes no longer than reading it, whatever it is made of', () => {
    const piece = fc.oneof(
      fc.constantFrom('Bearer ', ' ', '=', 'a', '.', 'a=', ' a', '\t', 'bearer'),
      hostileText(10),
    );
    const headers = fc.tuple(piece, piece, piece).map(([start, middle, end]) => {
      const body = middle === '' ? 'a' : middle;
      return start + body.repeat(Math.ceil(100_000 / body.length)) + end;
    });
    const property = fc.property(headers, (header) => {
      // Both at its full length and at the longest that is looked at.
      const values = [header, header.slice(0, 8_256)];
      const parse = () => values.forEach((value) => parseAuthorization(value));
      expect(costOf(parse, 100)).toBeLessThan(100);
    });
    fc.assert(property, runs(300));
  });
});
