import { AuthError } from '../../platform/errors/auth-error.js';
import { maxLengths } from '../../platform/maxima.js';
import { isVisibleLine } from '../accounts/visible-line.js';

/** Characters (code points) of a display name. */
export const displayNameMaxLength = 100;

/**
 * The name to be shown, as it is written but for blanks around it. Names of people follow no other rule
 * (W3C, "Personal names around the world"), and two people may have the same one.
 * @throws AuthError `DISPLAY_NAME_INVALID`
 */
export function checkedDisplayName(input: string): string {
  if (input.length > maxLengths.displayName) throw new AuthError('DISPLAY_NAME_INVALID');
  const name = input.trim();
  if (!isVisibleLine(name, displayNameMaxLength)) throw new AuthError('DISPLAY_NAME_INVALID');
  return name;
}
