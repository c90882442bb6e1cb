import { AuthError } from '../../platform/errors/auth-error.js';
import { addressKey, canonicalAddress, type SingleLabel } from '../../platform/email-address.js';
import { accountReasons } from './facts.js';
import { maxLengths, text } from '../../platform/maxima.js';

/** Characters (code points) of a username. The bound keeps names fit for lists, logs and indexes. */
export const usernameMaxLength = 64;
/** Letters and digits of any script, and `.`, `_`, `-` inside. No `@`: that is an e-mail address. */
const usernamePattern = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._-]*[\p{L}\p{M}\p{N}])?$/u;
/**
 * Letters and marks that are not seen, such as the Hangul filler and variation selectors: with them two
 * names could look the same. RFC 8264 §9.13 disallows them in identifiers.
 */
const invisible = /\p{Default_Ignorable_Code_Point}/u;

/** Of a username that the API takes. */
export const usernameMaximum = text(maxLengths.username, accountReasons.USERNAME_INVALID);
/** Of an e-mail address that the API takes. */
export const emailMaximum = text(maxLengths.email, accountReasons.EMAIL_INVALID);

/**
 * The username as it is stored and shown: NFKC (RFC 8265 §3.3 compares names so), otherwise as written.
 * @throws AuthError `USERNAME_MISSING`, `USERNAME_INVALID`
 */
export function normaliseUsername(input: string): string {
  // Before anything reads it: NFKC takes the square of a row of combining marks.
  if (input.length > maxLengths.username) throw new AuthError(accountReasons.USERNAME_INVALID);
  if (input.trim() === '') throw new AuthError(accountReasons.USERNAME_MISSING);
  const username = input.normalize('NFKC');
  const length = Array.from(username).length;
  const isName = usernamePattern.test(username) && !invisible.test(username);
  if (length > usernameMaxLength || !isName) throw new AuthError(accountReasons.USERNAME_INVALID);
  return username;
}

/** Whether a text is a username, as it would be stored. */
export function isUsername(text: string): boolean {
  try {
    return normaliseUsername(text) !== '';
  } catch {
    return false;
  }
}

/** UTF-16 code units of a key: of 64 characters in lower case, each in four at most. */
const longestKey = 256;
/** The key of every text that is too long for a name or an address. None has it: U+FFFF is not a character. */
const keyOfNobody = '\uffff';

/** What stands around the dots of a name in our mails, and is copied with it; see `platform/mail/writer.ts`. */
const joiner = '\u2060';

/** What makes two usernames the same: NFKC and lower case. For any text; it never throws. */
export function usernameKey(username: string): string {
  // NFKC takes the square of a row of combining marks, and makes one character of four code units at most.
  if (username.length > longestKey * 4) return keyOfNobody;
  // Lower case can undo normalisation (U+0130), so it is normalised again.
  const name = username.replaceAll(joiner, '').normalize('NFKC');
  const key = name.toLowerCase().normalize('NFKC');
  return key.length > longestKey ? keyOfNobody : key;
}

/**
 * The address as it is stored and shown; see `canonicalAddress`.
 * @param singleLabel default `none`
 * @throws AuthError `EMAIL_INVALID`
 */
export function normaliseEmail(input: string, singleLabel?: SingleLabel): string {
  const email = canonicalAddress(input, singleLabel);
  if (email === undefined) throw new AuthError(accountReasons.EMAIL_INVALID);
  return email;
}

/**
 * What makes two addresses the same. Mail servers tell no upper from lower case in practice. For any text; it never
 * throws.
 */
export function emailKey(email: string): string {
  return email.length > maxLengths.email ? keyOfNobody : addressKey(email);
}

/** Whether an account's address, if it has one, is this one. For any text; it never throws. */
export function isSameEmail(stored: string | null, email: string): boolean {
  return stored !== null && emailKey(stored) === emailKey(email);
}

/** Control characters, line breaks, and damaged text. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
/** Blanks, and letters that are not seen. */
const unseen = /[\s\p{Default_Ignorable_Code_Point}]/gu;

/** Scripts in which a joiner between two letters changes how a word is read, such as Persian and Sinhala. */
const joining = `\\p{scx=${[
  ...['Arab', 'Syrc', 'Mong', 'Nkoo', 'Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu'],
  ...['Knda', 'Mlym', 'Sinh', 'Khmr', 'Mymr', 'Tibt'],
].join('}\\p{scx=')}}`;

/** What is not seen by itself, and belongs to what stands before it: joiners, and selectors of a form. */
const belonging = new RegExp(
  [
    `(?<=[${joining}])[\u200c\u200d](?=[${joining}])`,
    '(?<=\\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d(?=\\p{Extended_Pictographic})',
    '(?<=\\p{Extended_Pictographic})[\ufe0e\ufe0f]',
    '(?<=[#*\\d])\ufe0f(?=\u20e3)',
    '(?<=\\p{sc=Han})[\ufe00-\ufe02\u{e0100}-\u{e01ef}]',
    '(?<=\\p{sc=Mong})[\u180b-\u180d\u180f]',
    // The flags of England, Scotland and Wales.
    '(?<=\u{1f3f4})\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}',
  ].join('|'),
  'gu',
);

/**
 * What hides in a line or turns the text around it: controls of direction, zero-width characters, fillers, tags, and
 * marks of annotations. RFC 8264 §9.13 disallows them in names of people too (RFC 8266).
 */
const hidden = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u;

/**
 * Whether a text can be shown in a line of others: something is seen of it, nothing hides in it, and it changes nothing
 * around it. Joiners and selectors pass where a script or an emoji needs them.
 */
export function isVisibleLine(text: string, maxLength: number): boolean {
  // A character has two UTF-16 code units at most.
  if (text.length > maxLength * 2 || Array.from(text).length > maxLength) return false;
  if (unprintable.test(text) || text.replace(unseen, '') === '') return false;
  return !hidden.test(text) || !hidden.test(text.replace(belonging, ''));
}

/** Whom an operator means: no username has an `@`, and an address that is not verified may be that of anyone. */
export function accountNamed(
  name: string,
): { readonly usernameKey: string } | { readonly verifiedEmailKey: string } {
  return name.includes('@')
    ? { verifiedEmailKey: emailKey(name) }
    : { usernameKey: usernameKey(name) };
}
