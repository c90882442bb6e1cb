import { htmlOfText } from './html.js';
import { formatDuration, pickLanguage } from './language.js';
import type { Mail, WrittenMail } from './mail.js';
import { escapeHtml, fill } from './placeholders.js';
import type { Templates } from './template-folders.js';
import { unlinked } from './unlinked.js';

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
    const values = { ...inWords(given, language), service };
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
  language: string,
): Record<string, string> {
  const words = Object.entries(values).map(([key, value]): [string, string] => {
    if (typeof value === 'number') return [key, formatDuration(value, language)];
    const isAddress = addresses.has(key) && !/^www/i.test(value);
    return [key, ours.has(key) || isAddress ? value : unlinked(value)];
  });
  return Object.fromEntries(words);
}

/** The parts are HTML already. */
function fillLayout(layout: string, parts: Readonly<Record<string, string>>): string {
  return fill(layout, parts);
}

/** A header has one line, whatever a value brings along (RFC 5322 §2.2). */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
