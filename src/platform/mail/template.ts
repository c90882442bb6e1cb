import { escapeHtml } from '../printable.js';
import { mailPlaceholders, type MailName } from './mail.js';

/** A mail in one language, with its placeholders. */
export interface Template {
  readonly subject: string;
  readonly text: string;
  /** The whole page; `undefined`: made from the text. */
  readonly html: string | undefined;
}

const subjectLine = /^Subject: *(\S.*)\r?\n\s*\n/;

/** Reads `NAME.txt`: the line `Subject: …`, a blank line, the text. `undefined` if it is not like that. */
export function parseTemplate(source: string, html: string | undefined): Template | undefined {
  const [head = '', subject] = subjectLine.exec(source) ?? [];
  const text = source.slice(head.length).replaceAll('\r\n', '\n').trim();
  return subject === undefined || text === '' ? undefined : { subject, text, html };
}

/** Missing and unknown names of a template; each as the rest of a sentence. */
export function placeholderFaults(name: MailName, { subject, text, html }: Template): string[] {
  const known: readonly string[] = [...mailPlaceholders[name], 'service'];
  const parts = { text: `${subject}\n${text}`, ...(html === undefined ? {} : { HTML: html }) };
  return Object.entries(parts).flatMap(([kind, content]) => {
    const named = placeholdersOf(content);
    const certain = placeholdersOf(content.replace(section, ''));
    const unknown = [...named].filter((each) => !known.includes(each));
    const missing = known.includes('link') && !certain.has('link') ? ['link'] : [];
    return [
      ...unknown.map((each) => `names {{${each}}} in its ${kind}, and there is no such value`),
      ...missing.map((each) => `lacks {{${each}}} in its ${kind}, without which it is of no use`),
    ];
  });
}

/** What is there only if a value is: it begins with `{{#name}}` and ends with `{{/name}}`. None is inside of another. */
const section = /\{\{#(\w+)\}\}(.*?)\{\{\/\1\}\}/gs;
const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The names in `{{…}}`, each once. A section without an end has a name that nobody knows, such as `#name`. */
function placeholdersOf(written: string): Set<string> {
  const text = written.replace(section, '{{$1}}$2');
  return new Set(Array.from(text.matchAll(placeholder), ([, name = '']) => name));
}

/**
 * Puts values in place of their names, and leaves out the sections of empty ones. There is nothing else to a template:
 * no code, no way around `encode`. A name without a value stays as it is; templates are checked for that when they are read.
 */
export function fill(
  text: string,
  values: Readonly<Record<string, string>>,
  encode: (value: string) => string = (value) => value,
): string {
  const present = text.replace(section, (_written, name: string, inside: string) =>
    (values[name] ?? '') === '' ? '' : inside,
  );
  return present.replace(placeholder, (written, name: string) =>
    Object.hasOwn(values, name) ? encode(values[name] ?? '') : written,
  );
}

/** A line that ends with a colon, and below it nothing but the link or the code. */
const labelled = /^(.+?)\s*[:：]\n\{\{\s*(link|code)\s*\}\}$/;

/**
 * The text of a template as HTML: paragraphs; a labelled link becomes a button with the address below, a
 * labelled code stands out.
 */
export function htmlOfText(text: string, values: Readonly<Record<string, string>>): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => htmlOfParagraph(paragraph, values))
    .join('\n');
}

function htmlOfParagraph(text: string, values: Readonly<Record<string, string>>): string {
  const [, label = '', name] = labelled.exec(text) ?? [];
  if (name === undefined) return `<p>${inHtml(text, values)}</p>`;
  const caption = inHtml(label, values);
  const value = escapeHtml(values[name] ?? '');
  return name === 'code'
    ? `<p>${caption}:</p>\n<p class="code">${value}</p>`
    : `<p><a class="button" href="${value}">${caption}</a></p>\n<p class="plain">${value}</p>`;
}

function inHtml(text: string, values: Readonly<Record<string, string>>): string {
  return fill(escapeHtml(text), values, escapeHtml).replaceAll('\n', '<br />\n');
}
