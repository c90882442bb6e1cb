import { escapeHtml } from '../printable.js';

/** HTML that is safe to put into other HTML. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = string | number | Markup | readonly Markup[] | false | undefined;

/**
 * A piece of HTML. What stands in it as text is escaped, also inside quoted attributes; only what this function made
 * is not. `false` and `undefined` are nothing.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const texts = parts.map(textOf);
  return new Markup(strings.reduce((all, text, index) => all + (texts[index - 1] ?? '') + text));
}

function textOf(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return part === undefined || part === false ? '' : part.map(({ text }) => text).join('');
}
