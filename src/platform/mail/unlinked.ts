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
