/**
 * What a terminal, or a reader, takes for more than text: controls (C0, DEL and C1, with the escape sequences of
 * ECMA-48 that begin in both), separators of lines and paragraphs, controls of direction (UAX #9), and halves
 * of surrogate pairs.
 */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Surrogate}]/gu;

/** The same without line feeds. */
const unprintableInLines = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Surrogate}]/gu;

/**
 * The same for other characters than ASCII controls; without flags, so that text of one byte a character is read fast.
 */
const unprintableInJson = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/;

/** Foreign text in one line, as it may stand in a terminal, a table or a log: `\x9b`, `\n`, `\u202e`. */
export function printable(text: string): string {
  return text.replace(unprintable, escapeOf);
}

/** The same for our own text with foreign parts: its line breaks stay. */
export function printableLines(text: string): string {
  return text.replace(unprintableInLines, escapeOf);
}

/** JSON that has the same value, and nothing in it that a terminal obeys. JSON itself escapes C0 and surrogates. */
export function printableJson(json: string): string {
  if (!unprintableInJson.test(json)) return json;
  return json.replace(unprintableInLines, unicodeEscapeOf);
}

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code > 0xff) return unicodeEscapeOf(character);
  return short[character] ?? `\\x${code.toString(16).padStart(2, '0')}`;
}

function unicodeEscapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
