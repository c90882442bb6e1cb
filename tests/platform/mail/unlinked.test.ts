import createLinkify from 'linkify-it';
import { describe, expect, test } from 'vitest';
import {
  mailNames,
  mailPlaceholders,
  type Mail,
  type MailName,
} from '../../../src/platform/mail/mail.js';
import { readTemplates, type Templates } from '../../../src/platform/mail/template-folders.js';
import { createWriter, unlinked } from '../../../src/platform/mail/writer.js';
import { usernameKey } from '../../../src/features/accounts/identifiers.js';

const newest = [
  'app',
  'dev',
  'zip',
  'mov',
  'page',
  'doe',
  'bank',
  'support',
  '한국',
  'рф',
  'forsale',
];
const linkify = createLinkify()
  .set({ fuzzyIP: true, fuzzyLink: true, fuzzyEmail: true })
  .tlds(newest, true);
/** What iOS takes for a telephone number, and what Outlook takes for a link. */
const others = [
  /\+?\d(?:[\s().-]{0,2}\d){4,}/u,
  /\b(?:www\.|[a-z][a-z0-9+.-]+:)\S/iu,
  /[\p{L}\p{N}]+[.。．｡][\p{L}\p{N}]{2,}/u,
  /[\p{L}\p{N}]@[\p{L}\p{N}]/u,
  /\\\\\S/u,
];

function linksIn(text: string): string[] {
  const found = (linkify.match(text) ?? []).map(({ url }) => url);
  return [...found, ...others.flatMap((pattern) => pattern.exec(text)?.[0] ?? [])];
}

const linkable = [
  'evil.com',
  'Evil.COM',
  'www.evil.com',
  'https://evil.com',
  'http://evil.com/login?for=you',
  'evil.com/login',
  'evil.com:8443',
  'user:pass@evil.com',
  '//evil.com/x',
  'ftp://evil.com',
  'mailto:boss@evil.com',
  'boss@evil.com',
  'tel:+4915112345678',
  'sms:12345',
  '14155552671',
  '+1 (415) 555-2671',
  '415-555-2671',
  '192.168.0.1',
  '127.0.0.1:4000',
  'evil.co.uk',
  'jane.doe',
  'claim-your.bank',
  'xn--80ak6aa92e.com',
  'еvil.рф',
  '예제.한국',
  'evil。com',
  'evil．com',
  'evil｡com',
  'javascript:alert(1)',
  'data:text/html,x',
  '\\\\evil.com\\share',
  'a.b.c.d.evil.zip',
];

test.each(linkable)('of the name "%s" nothing is left to make a link of', (name) => {
  expect(linksIn(name)).not.toEqual([]);
  expect(linksIn(`Hello ${unlinked(name)}, your account "${unlinked(name)}" waits.`)).toEqual([]);
  expect(unlinked(name).replaceAll('\u2060', '')).toBe(name);
});

test.each(['ada', 'Ada Lovelace', '아다', 'o’neil', 'user-17', 'ada_l', 'x1234'])(
  'the name "%s" stays as it is',
  (name) => expect(unlinked(name)).toBe(name),
);

const { templates } = readTemplates(undefined);
const link = 'https://app.example.com/x#token=T0k-en_';

function mailWith(name: MailName, value: string, locale: string, newEmail: string): Mail {
  const values = Object.fromEntries(
    mailPlaceholders[name].map((key) => [
      key,
      { link, newEmail, code: '1234 5678', validity: 600 }[key as string] ?? value,
    ]),
  );
  return { name, to: 'ada@example.com', locales: [locale], values } as unknown as Mail;
}

describe.each(['en', 'ko'])('a mail in %s', (locale) => {
  const write = createWriter({ templates, service: 'Example', fallback: 'en' });

  test.each(mailNames)('"%s" has no link but its own, whatever its user is called', (name) => {
    const plain = write('id', mailWith(name, 'ada', locale, 'new@example.net'));
    for (const value of linkable) {
      const mail = write('id', mailWith(name, value, locale, 'new@example.net'));
      const lines = (text: string) => linkify.match(text)?.map(({ url }) => url) ?? [];
      expect(lines(mail.text)).toEqual(lines(plain.text));
      expect(lines(mail.html)).toEqual(lines(plain.html));
      expect(mail.subject).toBe(plain.subject);
      for (const part of [mail.text, mail.html]) expect(part).not.toContain(value);
    }
  });
});

test('a new address is readable as it is, unless it is a page to some programs', () => {
  const write = createWriter({ templates, service: 'Example', fallback: 'en' });
  const textFor = (address: string) =>
    write('id', mailWith('email-change', 'ada', 'en', address)).text;
  expect(textFor('new@example.net')).toContain('to new@example.net.');
  expect(textFor('www.you-won@evil.com')).not.toContain('www.you-won@evil.com');
});

test('a value that a later mail names is no link either, in the subject too', () => {
  const template = {
    subject: 'A note from {{displayName}}',
    text: '{{displayName}} wrote:\n{{note}}',
    html: '<a title="{{displayName}}">{{note}}</a>',
  };
  const own = {
    layout: '',
    languages: new Map([['en', { 'sign-in': template }]]),
  } as unknown as Templates;
  const values = { displayName: 'www.evil.com', note: 'call +1 415 555 2671' };
  const mail = { name: 'sign-in', to: 'a@example.com', locales: [], values } as unknown as Mail;
  const { subject, text, html } = createWriter({
    templates: own,
    service: 'Example',
    fallback: 'en',
  })('id', mail);
  for (const part of [subject, text, html]) expect(linksIn(part)).toEqual([]);
});

test.each(['evil.com', 'ada.lovelace', '14155552671', '한국.사람'])(
  'the name %s is the same name once it was copied from a mail',
  (name) => {
    expect(usernameKey(unlinked(name))).toBe(usernameKey(name));
  },
);
