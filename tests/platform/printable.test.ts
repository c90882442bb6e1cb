import { describe, expect, test } from 'vitest';
import { createLogger } from '../../src/platform/logger.js';
import { printable, printableJson, printableLines } from '../../src/platform/printable.js';
import { hostileTexts, isRaw } from '../support/hostile-texts.js';

describe('foreign text', () => {
  test.each(hostileTexts)('%j is printed in one line that no terminal obeys', (text) => {
    expect(isRaw(printable(text))).toBe(false);
    expect(printable(text)).not.toContain('\n');
    expect(isRaw(printableLines(text).replaceAll('\n', ''))).toBe(false);
  });

  test.each(hostileTexts)('%j keeps its value in JSON that is printed', (text) => {
    const json = printableJson(JSON.stringify({ text }));
    expect(isRaw(json)).toBe(false);
    expect(JSON.parse(json)).toEqual({ text });
  });

  test.each(hostileTexts)('%j reaches the log escaped, in whatever field it stands', (text) => {
    let written = '';
    const logger = createLogger('info', { write: (line) => (written += line) });
    logger.child({ bound: text }).warn({ [text]: 1, deep: { text }, err: new Error(text) }, text);
    expect(isRaw(written.slice(0, -1))).toBe(false);
    expect(JSON.parse(written)).toMatchObject({ bound: text, deep: { text }, msg: text });
  });

  test('is escaped visibly, and otherwise left alone', () => {
    expect(printable('\x1b[31m\x9b2J\x7f\u202e\u2028\ud800\r\n\t')).toBe(
      '\\x1b[31m\\x9b2J\\x7f\\u202e\\u2028\\ud800\\r\\n\\t',
    );
    const harmless = 'Größe 관리자 🦊 👩‍👩‍👧 "quoted" \\x1b';
    expect(printable(harmless)).toBe(harmless);
    expect(printableLines('a\nb')).toBe('a\nb');
  });
});
