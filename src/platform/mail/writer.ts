import type { Mail, WrittenMail } from './mail.js';
import type { Templates } from './template-folders.js';
import { pickLanguage } from '../language.js';
import { escapeHtml } from '../printable.js';
import { fill, htmlOfText } from './template.js';

export interface WriterOptions {
  readonly templates: Templates;
  /** What the service is called in mails. */
  readonly service: string;
  /** For readers of none of the languages: one of those that there are. */
  readonly fallback: string;
}

/** Writes mails in the language of their readers. */
export type Writer = (id: string, mail: Mail) => WrittenMail;

export function createWriter({ templates, service, fallback }: WriterOptions): Writer {
  const { languages, layout } = templates;
  return (id, { name, to, locales, values: given }) => {
    const language = pickLanguage(languages.keys(), locales, fallback);
    const template = languages.get(language)?.[name];
    if (template === undefined) throw new TypeError(`there is no mail "${name}" in ${language}`);
    const values = { ...inWords(given, { to, language }), service };
    const subject = oneLine(fill(template.subject, values));
    const html =
      template.html === undefined
        ? fillLayout(layout, {
            language: escapeHtml(language),
            subject: escapeHtml(subject),
            service: escapeHtml(service),
            content: htmlOfText(template.text, values),
          })
        : fill(template.html, values, escapeHtml);
    return { id, to, language, subject, text: `${fill(template.text, values)}\n`, html };
  };
}

/** What we make ourselves. Everything else somebody has chosen, also what later mails may name. */
const ours: ReadonlySet<string> = new Set(['link', 'code']);
/**
 * Checked addresses, which the reader is to compare letter by letter. A mail program may offer to write to one, which
 * opens no page; but `www.a@b.example` is a page of `b.example` to some.
 */
const addresses: ReadonlySet<string> = new Set(['newEmail']);

/** The values as they stand in every part of the mail. */
function inWords(
  values: Readonly<Record<string, string | number>>,
  { to, language }: { to: string; language: string },
): Record<string, string> {
  const { username } = values;
  const named = username === undefined ? values : { name: username, ...values };
  const words = Object.entries(named).map(([key, value]): [string, string] => {
    if (typeof value === 'number') {
      return [key, key === 'at' ? formatTime(value, language) : formatDuration(value, language)];
    }
    // The reader's own address, where it stands for a username, is one too.
    const isAddress = (addresses.has(key) || value === to) && !/^www/i.test(value);
    return [key, ours.has(key) || isAddress ? value : unlinked(value)];
  });
  return Object.fromEntries(words);
}

/** The parts are HTML already. */
function fillLayout(layout: string, parts: Readonly<Record<string, string>>): string {
  return fill(layout, parts);
}

/** A header has one line, for any value (RFC 5322 §2.2). */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}

const units = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const;

/** "10 minutes", "1 day": in the largest unit that it is a whole number of. */
export function formatDuration(seconds: number, language: string): string {
  const best = units.find((each) => seconds % each.seconds === 0) ?? units[3];
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: best.unit,
    unitDisplay: 'long',
  }).format(seconds / best.seconds);
}

/** "29 November 2026 at 17:17 UTC", as the language has it: nobody knows the time zone of the reader. */
export function formatTime(milliseconds: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    ...{ year: 'numeric', month: 'long', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    ...{ timeZone: 'UTC', timeZoneName: 'short' },
  }).format(milliseconds);
}

/** WORD JOINER: no width, no line break, and not a letter of a host name, a scheme or a telephone number. */
const joiner = '\u2060';

/**
 * What stands inside every link that a mail program finds in plain text: the dots of host names and IP addresses in
 * all scripts (UTS 46 §4), the "@" of addresses, the ":" of schemes, "/" and what looks like one.
 */
const inLinks =
  /[.@:/\\%\u2024\u2044\u2215\u3002\ufe52\ufe55\ufe6b\uff0e\uff0f\uff1a\uff20\uff61]/gu;
/** iOS makes links of numbers with so many digits, with or without blanks, brackets and hyphens between them. */
const fewestPhoneDigits = 5;
const pairOfDigits = /\p{Nd}[^\p{L}\p{Nd}]*\p{Nd}/gu;

/**
 * A text that looks as it did, and of which no mail program makes a link: Gmail, Outlook and Apple Mail look for
 * `example.com`, `a@example.com`, `tel:` and numbers, without a mark-up that could forbid it in plain text. So that
 * nobody has our mails lead to a page of theirs by a name such as `evil.com`.
 */
export function unlinked(text: string): string {
  const apart = text.replace(inLinks, `${joiner}$&${joiner}`);
  const digits = text.match(/\p{Nd}/gu)?.length ?? 0;
  return digits < fewestPhoneDigits ? apart : apart.replace(pairOfDigits, `$&${joiner}`);
}
