import { mailPlaceholders, type MailName } from './mail.js';
import { placeholdersOf } from './placeholders.js';

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

/** What a template lacks, or names and will not get; each as the rest of a sentence. */
export function placeholderFaults(name: MailName, { subject, text, html }: Template): string[] {
  const known: readonly string[] = [...mailPlaceholders[name], 'service'];
  const parts = { text: `${subject}\n${text}`, ...(html === undefined ? {} : { HTML: html }) };
  return Object.entries(parts).flatMap(([kind, content]) => {
    const named = placeholdersOf(content);
    const unknown = [...named].filter((each) => !known.includes(each));
    const missing = known.includes('link') && !named.has('link') ? ['link'] : [];
    return [
      ...unknown.map((each) => `names {{${each}}} in its ${kind}, and there is no such value`),
      ...missing.map((each) => `lacks {{${each}}} in its ${kind}, without which it is of no use`),
    ];
  });
}
