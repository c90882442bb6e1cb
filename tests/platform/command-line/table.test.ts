import { describe, expect, test } from 'vitest';
import { formatTable } from '../../../src/platform/command-line/terminal.js';

describe('a table', () => {
  const table = (...names: string[]) =>
    formatTable(
      ['NAME', 'N'],
      names.map((name, index) => [name, String(index)]),
    ).split('\n');

  test('has columns two blanks apart, and no blanks at the end of a line', () => {
    expect(table('ada', 'grace')).toEqual(['NAME   N', 'ada    0', 'grace  1']);
    expect(formatTable(['A', 'B'], [['x', '']])).toBe('A  B\nx');
  });

  test('aligns names of wide characters, as a terminal shows them', () => {
    // Each of these takes two cells.
    expect(table('김연아', 'ada', '太郎')).toEqual([
      'NAME    N',
      '김연아  0',
      'ada     1',
      '太郎    2',
    ]);
  });

  test('aligns names with marks of their own, and pictures', () => {
    expect(table('ade\u0301le', '👩‍🚀')).toEqual(['NAME   N', 'ade\u0301le  0', '👩‍🚀     1']);
  });

  test('is not broken by what a terminal would obey', () => {
    expect(table('a\nb', '\u001b[2J')).toHaveLength(3);
    expect(table('\u001b[2J').join('')).not.toContain('\u001b');
  });
});
