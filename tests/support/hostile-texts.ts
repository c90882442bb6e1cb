/** Texts that a terminal, or a reader, takes for more than text. */
export const hostileTexts: readonly string[] = [
  '\x1b[2J\x1b[H',
  '\x1b]0;title\x07',
  '\x1b]8;;https://evil.example/\x1b\\click\x1b]8;;\x1b\\',
  '\x1bP+q544e\x1b\\',
  '\x9b31m',
  '\x9d0;title\x9c',
  '\x90payload\x9c',
  '\x84\x85\x8d',
  'over\rwritten',
  'back\b\b\b\bspace',
  'two\nlines',
  'tab\tand\x0bvertical\x0cfeed',
  'null\0end',
  'delete\x7f',
  'line\u2028and paragraph\u2029',
  'abc\u202edcba',
  '\u2066isolate\u2069 \u061c\u200e\u200f',
  'half \ud83e pair',
  '\udd8a half',
];

/** Whether a text holds something that is no plain text. */
export function isRaw(text: string): boolean {
  return /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Surrogate}]/u.test(
    text,
  );
}
