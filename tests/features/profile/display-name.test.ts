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
  // What is not seen, where a script or an emoji needs it.
  'علی\u200cرضا',
  'ශ්\u200dරී',
  '葛\u{e0100}城',
  '❤\ufe0f Zoë 1\ufe0f\u20e3',
  '👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 👩🏽\u200d🚀',
  '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
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
  ['marks its direction', 'Ada\u200f'],
  ['marks its direction in Arabic', '\u061cAda'],
  ['hides a space', 'A\u200bda'],
  ['hides a joiner', 'A\u200dda'],
  ['hides a joiner behind an emoji', '🚀\u200dAda'],
  ['hides a non-joiner at its end', 'رضا\u200c'],
  ['hides two joiners where one belongs', 'علی\u200c\u200cرضا'],
  ['hides a word joiner', 'Ada\u2060'],
  ['hides a soft hyphen', 'A\u00adda'],
  ['hides a mark of byte order', 'A\ufeffda'],
  ['hides a filler', 'Ada\u3164'],
  ['hides a selector behind a letter', 'A\ufe0fda'],
  ['hides tags', 'Ada\u{e0061}\u{e0064}'],
  ['hides a text behind a flag', '🏴\u{e0061}\u{e0064}\u{e007f}'],
  ['hides an annotation', 'Ada\ufff9x\ufffb'],
])('a text that %s is refused', (_title, text) => {
  expect(() => checkedDisplayName(text)).toThrow(AuthError);
});
