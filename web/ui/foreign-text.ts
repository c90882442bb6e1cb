/** Whether a text may turn the direction of what stands around it: it has letters or controls of another one. */
const turning =
  /[\p{Bidi_Control}\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** What someone has typed, to stand in a sentence of ours, which it does not turn (UAX #9). Elements do so by the sheet. */
export function isolated(text: string): string {
  return turning.test(text) ? `\u2068${text}\u2069` : text;
}

const hidden = /[\p{Bidi_Control}\u00ad\u200b\u2028\u2029\u2060\ufeff\u{e0000}-\u{e007f}]/gu;

/** JSON in which nothing hides: what is not seen, or turns the rest, is escaped. */
export function visibleJson(value: unknown, indent: number): string {
  const unit = (code: string) => `\\u${code.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, indent).replace(hidden, (found) =>
    found.split('').map(unit).join(''),
  );
}
