import { z } from 'zod';
import { AuthError } from '../errors.js';

/** Characters (code points) of a username. The bound keeps names fit for lists, logs and indexes. */
export const usernameMaxLength = 64;
/** Letters and digits of any script, and `.`, `_`, `-` inside. No `@`: that is an e-mail address. */
const usernamePattern = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._-]*[\p{L}\p{M}\p{N}])?$/u;
/**
 * Letters and marks that are not seen, such as the Hangul filler and variation selectors: with them two
 * names could look the same. RFC 8264 §9.13 disallows them in identifiers.
 */
const invisible = /\p{Default_Ignorable_Code_Point}/u;

/** RFC 5321 §4.5.3.1.3: a path of 256 octets less its angle brackets. */
const emailMaxLength = 254;
const emailAddress = z.email().max(emailMaxLength);

/**
 * The username as it is stored and shown: NFKC (RFC 8265 §3.3 compares names so), otherwise as written.
 * @throws AuthError `USERNAME_MISSING`, `USERNAME_INVALID`
 */
export function normaliseUsername(input: string): string {
  if (input.trim() === '') throw new AuthError('USERNAME_MISSING');
  const username = input.normalize('NFKC');
  const length = Array.from(username).length;
  const isName = usernamePattern.test(username) && !invisible.test(username);
  if (length > usernameMaxLength || !isName) throw new AuthError('USERNAME_INVALID');
  return username;
}

/** What makes two usernames the same: NFKC and lower case. For any text; it never throws. */
export function usernameKey(username: string): string {
  // Lower case can undo normalisation (U+0130), so it is normalised again.
  return username.normalize('NFKC').toLowerCase().normalize('NFKC');
}

/**
 * The address as it is stored and shown.
 * @throws AuthError `EMAIL_INVALID`
 */
export function normaliseEmail(input: string): string {
  const email = input.trim();
  if (!emailAddress.safeParse(email).success) throw new AuthError('EMAIL_INVALID');
  return email;
}

/** What makes two addresses the same. Mail servers tell no upper from lower case in practice. */
export function emailKey(email: string): string {
  return email.toLowerCase();
}

/** Whether an account's address, if it has one, is this one. For any text; it never throws. */
export function isSameEmail(stored: string | null, email: string): boolean {
  return stored !== null && emailKey(stored) === emailKey(email);
}
