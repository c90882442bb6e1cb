import { expect, test } from 'vitest';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import { checkedMetadata } from '../../../src/features/accounts/metadata.js';

function reasonOf(value: unknown, maxSize = 2048): string {
  try {
    checkedMetadata(value, maxSize);
  } catch (error) {
    if (error instanceof AuthError) return error.reason;
    throw error;
  }
  return 'no refusal';
}

/** `levels` objects in each other, the outermost included. */
function nested(levels: number): unknown {
  return levels === 0 ? 1 : { a: nested(levels - 1) };
}

test.each([
  {},
  { plan: 'pro', seats: 5, ratio: 0.1, beta: false, since: null, tags: [[], {}, [1, 'a']] },
  { '': '', ' ': '\u0000', '\ud800': '\udfff', '"\\': '\u2028' },
  { biggest: 9_007_199_254_740_991, smallest: -9_007_199_254_740_991, tiny: 5e-324 },
  nested(8),
])('%j is metadata', (value) => {
  expect(checkedMetadata(value, 2048)).toBe(value);
});

test.each([
  ['a list', []],
  ['a text', 'plan'],
  ['nothing', null],
  ['a number', 1],
  ['a whole number that has lost digits', { id: 9_007_199_254_740_993 }],
  ['an endless number', { id: Infinity }],
  ['a field without a value', { id: undefined }],
  ['nine levels', nested(9)],
  ['five thousand levels', nested(5000)],
  ['an own __proto__', JSON.parse('{"__proto__":{"admin":true}}')],
  ['an inner constructor', { a: [{ constructor: { prototype: {} } }] }],
  ['a prototype', { prototype: {} }],
])('%s is none', (_title, value) => {
  expect(reasonOf(value)).toBe('METADATA_INVALID');
});

test('the size counts the bytes of its JSON in UTF-8, and may be the maximum', () => {
  expect(reasonOf({ a: 'x'.repeat(2040) })).toBe('no refusal');
  expect(reasonOf({ a: 'x'.repeat(2041) })).toBe('METADATA_TOO_LARGE');
  expect(reasonOf({ a: '한'.repeat(680) })).toBe('no refusal');
  expect(reasonOf({ a: '한'.repeat(681) })).toBe('METADATA_TOO_LARGE');
});
