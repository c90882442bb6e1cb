import { escapeHtml, fill } from './placeholders.js';

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
