/** Control characters, line breaks, damaged text, and what turns the direction of the text around it. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
/** Blanks, and letters that are not seen. */
const unseen = /[\s\p{Default_Ignorable_Code_Point}]/gu;

/** Whether a text can be shown in a line of others: something is seen of it, and it changes nothing around it. */
export function isVisibleLine(text: string, maxLength: number): boolean {
  // A character has two UTF-16 code units at most.
  if (text.length > maxLength * 2) return false;
  const isSeen = text.replace(unseen, '') !== '';
  return Array.from(text).length <= maxLength && isSeen && !unprintable.test(text);
}
