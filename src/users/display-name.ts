import { AuthError } from '../errors.js';

/** Characters (code points) of a display name. */
export const displayNameMaxLength = 100;
/** Control characters, line breaks, damaged text, and what turns the direction of the text around it. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
/** Blanks, and letters that are not seen. */
const unseen = /[\s\p{Default_Ignorable_Code_Point}]/gu;

/**
 * The name to be shown, as it is written but for blanks around it. Names of people follow no other rule
 * (W3C, "Personal names around the world"), and two people may have the same one.
 * @throws AuthError `DISPLAY_NAME_INVALID`
 */
export function checkedDisplayName(input: string): string {
  const name = input.trim();
  const length = Array.from(name).length;
  const isSeen = name.replace(unseen, '') !== '';
  if (length > displayNameMaxLength || !isSeen || unprintable.test(name)) {
    throw new AuthError('DISPLAY_NAME_INVALID');
  }
  return name;
}
