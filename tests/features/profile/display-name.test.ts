import { expect, test } from 'vitest';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import { checkedDisplayName } from '../../../src/features/profile/service.js';

test.each([
  'Ada Lovelace',
  '김철수',
  "Conan O'Brien, Jr.",
  'שרה כהן',
  '👩🏽‍🚀 Zoë',
  'é',
  '<b>Ada</b>',
  'a',
  'x'.repeat(100),
  '🦊'.repeat(100),
])('"%s" is a display name, exactly as it is', (name) => {
  expect(checkedDisplayName(name)).toBe(name);
});

test('blanks around a display name do not count', () => {
  expect(checkedDisplayName('  Ada Lovelace\u3000')).toBe('Ada Lovelace');
});

test.each([
  ['is empty', ''],
  ['is blank', ' \u00a0\u3000'],
  ['is invisible', '\u200b\u3164\ufe0f'],
  ['has 101 characters', 'x'.repeat(101)],
  ['has two lines', 'Ada\nLovelace'],
  ['has a line separator', 'Ada\u2028Lovelace'],
  ['has a NUL', 'Ada\u0000'],
  ['colours a terminal', '\u001b[31mAda'],
  ['is damaged', 'Ada\ud800'],
  ['turns the direction of what follows', 'Ada\u202e'],
  ['isolates its direction', '\u2066Ada'],
])('a text that %s is refused', (_title, text) => {
  expect(() => checkedDisplayName(text)).toThrow(AuthError);
});
