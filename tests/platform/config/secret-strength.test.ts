import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { costOf } from '../../support/event-loop.js';
import { isLongRun } from '../../support/long-run.js';
import { guessableBecause } from '../../../src/platform/config/secret-strength.js';

function pick(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';

/** As `pwgen` without `-s` does: syllables that can be spoken, a capital and a digit now and then. */
function pronounceable(length: number): string {
  let text = '';
  while (text.length < length) {
    const syllable = pick('bcdfghjklmnpqrstvwxz', 1) + pick('aeiou', 1) + pick(lower, 1);
    const isCapital = randomInt(4) === 0;
    text += isCapital ? `${syllable.charAt(0).toUpperCase()}${syllable.slice(1)}` : syllable;
    if (randomInt(3) === 0) text += pick(digits, 1);
  }
  return text.slice(0, length);
}

const generators: [string, number, () => string][] = [
  ['openssl rand -base64 32', 10_000, () => randomBytes(32).toString('base64')],
  ['32 bytes in base64url', 10_000, () => randomBytes(32).toString('base64url')],
  ['openssl rand -hex 32', 10_000, () => randomBytes(32).toString('hex')],
  ['openssl rand -hex 16', 2000, () => randomBytes(16).toString('hex')],
  ['openssl rand -base64 48', 2000, () => randomBytes(48).toString('base64')],
  ['two UUIDs', 10_000, () => `${randomUUID()}${randomUUID()}`],
  ['one UUID', 2000, () => randomUUID()],
  ['pwgen -s 32', 2000, () => pick(lower + lower.toUpperCase() + digits, 32)],
  [
    'pwgen -s -y 40',
    2000,
    () => pick(`${lower}${lower.toUpperCase()}${digits}!#$%&()*+,-./:;`, 40),
  ],
  ['pwgen 40', 2000, () => pronounceable(40)],
  ['32 small letters', 2000, () => pick(lower, 32)],
  ['a prefix and 32 bytes', 2000, () => `prod-key-${randomBytes(32).toString('base64')}`],
];

// The long run looks fifty times as often.
const cases = generators.map(
  ([what, count, generate]) => [what, isLongRun ? count : count / 50, generate] as const,
);

test.each(cases)('%s is never called guessable (%i times)', (_what, count, generate) => {
  const refused = Array.from({ length: count }, generate).filter((text) => guessableBecause(text));
  expect(refused).toEqual([]);
});

test.each(['085fb17729a9202017022d1f41f520e6'])(
  'the random %s is not called guessable for the years that stand in it',
  (text) => {
    expect(guessableBecause(text)).toBeUndefined();
  },
);

test('a secret of many kilobytes is looked at in no time', () => {
  const texts = ['a1'.repeat(50_000), randomBytes(50_000).toString('hex')];
  const look = () => texts.forEach((text) => void guessableBecause(text));
  expect(costOf(look, 500)).toBeLessThan(500);
});
