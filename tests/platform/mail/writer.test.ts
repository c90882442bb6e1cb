import { describe, expect, test } from 'vitest';
import {
  mailNames,
  mailPlaceholders,
  type Mail,
  type MailName,
} from '../../../src/platform/mail/mail.js';
import { readTemplates } from '../../../src/platform/mail/template-folders.js';
import { pickLanguage } from '../../../src/platform/language.js';
import {
  createWriter,
  formatDuration,
  formatTime,
  unlinked,
} from '../../../src/platform/mail/writer.js';

const { templates, faults } = readTemplates(undefined);
const write = createWriter({ templates, service: 'Example', fallback: 'en' });

const everyValue = {
  username: 'ada',
  name: 'Countess',
  link: 'https://app.example.com/x?a=1&b=2#token=T0k-en_',
  code: '1234 5678',
  newEmail: 'new@example.net',
  validity: 600,
  left: '9',
  label: 'Phone',
  provider: 'Google',
  at: Date.UTC(2026, 0, 15, 9, 5),
  device: 'Firefox (Linux)',
  ipAddress: '192.0.2.7',
};

/** How a value stands in a mail. */
function shownIn(language: string, key: string, value: string | number): string {
  if (typeof value === 'string') return key === 'ipAddress' ? unlinked(value) : value;
  return key === 'at' ? formatTime(value, language) : formatDuration(value, language);
}

/** A mail with all the values that it may name. */
function mailOf(name: MailName, change: object = {}): Mail {
  const keys: readonly string[] = mailPlaceholders[name];
  const known = Object.entries({ ...everyValue, ...change }).filter(([key]) => keys.includes(key));
  const values = Object.fromEntries(known);
  return { name, to: 'ada@example.com', locales: [], values } as unknown as Mail;
}

describe('the templates that come along', () => {
  test('have no fault', () => expect(faults).toEqual([]));

  test('are in English and Korean', () => {
    expect([...templates.languages.keys()].sort()).toEqual(['en', 'ko']);
  });

  describe.each(['en', 'ko'])('in %s', (language) => {
    test.each(mailNames)('"%s" says everything that it is given, in text and in HTML', (name) => {
      const mail = { ...mailOf(name), locales: [language] };
      const { subject, text, html, language: used } = write('id', mail);
      expect(used).toBe(language);
      for (const [key, value] of Object.entries(mail.values)) {
        const shown = shownIn(language, key, value);
        expect(text, key).toContain(shown);
        expect(html, key).toContain(shown.replaceAll('&', '&amp;'));
      }
      expect(subject).toContain('Example');
      expect(`${subject}${text}${html}`).not.toMatch(/\{\{|\}\}|undefined/);
      expect(html).toContain(`<html lang="${language}">`);
      if (language === 'ko') expect(`${subject}${text}`).toMatch(/[가-힣]{2}/);
    });

    test.each(mailNames)('"%s" says what to do if it was not the reader', (name) => {
      const { text } = write('id', { ...mailOf(name), locales: [language] });
      const refrain =
        language === 'en'
          ? /If it was not you|If you have no account of this name/
          : /본인이 (?:하신 일이 아니|요청하지 않았)|만든 적이 없다면/;
      expect(text).toMatch(refrain);
    });
  });
});

describe('a written mail', () => {
  test('shows its link as a button and as text, and the code apart', () => {
    const { html, text } = write('id', mailOf('sign-in'));
    const escaped = everyValue.link.replaceAll('&', '&amp;');
    expect(html).toContain(`<a class="button" href="${escaped}">Sign in</a>`);
    expect(html).toContain(`<p class="plain">${escaped}</p>`);
    expect(html).toContain('<p class="code">1234 5678</p>');
    expect(text).toContain(`Sign in:\n${everyValue.link}\n`);
  });

  test('escapes every value in HTML, and takes none for a placeholder', () => {
    const username = `<img src=x onerror="alert('1')">&{{link}}`;
    const { html, text } = write('id', mailOf('verify-email', { username }));
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;{{link}}');
    expect(text).toContain(username);
    expect(text).not.toContain(`Hello ${everyValue.link}`);
  });

  test('has a subject of one line', () => {
    const evil = createWriter({ templates, service: 'A\r\nBcc: x@y.z', fallback: 'en' });
    expect(evil('id', mailOf('sign-in')).subject).toBe('Sign in to A Bcc: x@y.z');
  });
});

describe('the language of a mail', () => {
  test.each([
    [['ko-KR', 'en'], 'ko'],
    [['de', 'ko'], 'ko'],
    [['zh-Hant-TW'], 'zh-Hant'],
    [['en-GB'], 'en'],
    [['fr'], 'xx'],
    [[], 'xx'],
  ])('for a reader of %j is %s', (wanted, expected) => {
    expect(pickLanguage(['en', 'ko', 'zh-Hant', 'xx'], wanted, 'xx')).toBe(expected);
  });

  test('"new-device" leaves out what is not known', () => {
    const { text } = write('id', mailOf('new-device', { device: '', ipAddress: '' }));
    expect(text).toContain('Time: January 15, 2026 at 09:05 UTC\n\nIf it was you');
  });

  test.each([
    ['en', 'January 15, 2026 at 09:05 UTC'],
    ['ko', '2026년 1월 15일 09:05 UTC'],
    ['de', '15. Januar 2026 um 09:05 UTC'],
  ])('writes a time of UTC in %s as "%s"', (language, expected) => {
    expect(formatTime(everyValue.at, language)).toBe(expected);
  });

  test.each([
    [600, 'en', '10 minutes'],
    [60, 'en', '1 minute'],
    [86_400, 'en', '1 day'],
    [7200, 'en', '2 hours'],
    [90, 'en', '90 seconds'],
    [600, 'ko', '10분'],
    [86_400, 'ko', '1일'],
  ])('%i seconds in %s are "%s"', (seconds, language, expected) => {
    expect(formatDuration(seconds, language)).toBe(expected);
  });
});
