import { AuthError } from '../errors/auth-error.js';
import { createRequire } from 'node:module';
import type { dictionary } from '@zxcvbn-ts/language-common';

/**
 * UTF-16 code units that are looked at. Far above any policy's limit (four units for each of 1,024
 * characters), so that 10 MB of "password" are neither normalised nor hashed. Hashes imported from
 * elsewhere are of passwords within it too: Django refuses more than 4,096 characters.
 */
export const maxTypedPasswordLength = 4096;

/**
 * Whether a string is Unicode text. One with half of a surrogate pair is not: in UTF-8 every such half
 * becomes U+FFFD, so that different passwords would have the same hash.
 */
function isWellFormed(password: string): boolean {
  return !/\p{Surrogate}/u.test(password);
}

/** Whether a password can have a hash. One that cannot matches no hash, and costs the same to refuse. */
export function isHashable(password: string): boolean {
  return password.length <= maxTypedPasswordLength && isWellFormed(password);
}

/** One form for all the ways to type the same characters (NIST SP 800-63B-4 §3.1.1.2; UAX 15). */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

export interface PasswordPolicyOptions {
  /**
   * Fewest characters (code points after NFKC). Default 8: the least of OWASP ASVS 5.0 §6.2.1, which
   * recommends 15; NIST SP 800-63B-4 §3.1.1.2 requires 15 where the password is the only factor.
   */
  readonly minLength?: number;
  /** Most characters. Default 256; NIST asks for 64 or more. At most 1,024. */
  readonly maxLength?: number;
}

/**
 * What a new password must be (NIST SP 800-63B-4 §3.1.1.2): long enough, not one that is guessed first,
 * any Unicode, no rules on the kinds of characters. Not asked when a password is checked: an old or an
 * imported one stays valid.
 */
export interface PasswordPolicy {
  /**
   * `context`: the username and the e-mail address, as far as there are any. Their owner's password must
   * be more than such a word: without it, at least six characters must remain, and not a common password.
   * An e-mail address counts as a whole and up to its "@"; words under three characters are ignored.
   * @throws AuthError `PASSWORD_MISSING`, `PASSWORD_INVALID`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`,
   * `PASSWORD_TOO_COMMON`
   */
  check(password: string, context: readonly string[]): void;
}

/** Every character is at most four UTF-16 units as it is typed, and `maxTypedPasswordLength` are read. */
const maximumMaxLength = maxTypedPasswordLength / 4;

const serviceName = 'authgraph';
const shortestContextWord = 3;
const fewestBesidesContext = 6;

export function createPasswordPolicy(options: PasswordPolicyOptions = {}): PasswordPolicy {
  const { minLength = 8, maxLength = 256 } = options;
  const whole = Number.isSafeInteger(minLength) && Number.isSafeInteger(maxLength);
  if (!whole || minLength < 1 || maxLength < minLength || maxLength > maximumMaxLength) {
    throw new TypeError(
      `password lengths are whole numbers, 1 <= minLength <= maxLength <= ${maximumMaxLength}`,
    );
  }
  return {
    check(password, context) {
      if (password === '') throw new AuthError('PASSWORD_MISSING');
      // Before anything reads the text: this one may be megabytes.
      if (password.length > maxTypedPasswordLength) throw tooLong(maxLength);
      if (!isWellFormed(password)) throw new AuthError('PASSWORD_INVALID');
      const normalised = normalisePassword(password);
      const length = countCharacters(normalised);
      if (length < minLength) {
        throw new AuthError('PASSWORD_TOO_SHORT', { sentence: shorter, values: { minLength } });
      }
      if (length > maxLength) throw tooLong(maxLength);
      refuseGuessable(normalised, [serviceName, ...context]);
    },
  };
}

const shorter = {
  message: 'The password is too short: it needs at least {minLength} characters.',
  ko: '비밀번호가 너무 짧습니다. {minLength}자 이상이어야 합니다.',
};
const longer = {
  message: 'The password is too long: it may have at most {maxLength} characters.',
  ko: '비밀번호가 너무 깁니다. {maxLength}자 이하여야 합니다.',
};
const tooSimilar = {
  message:
    'The password is too similar to the username, the e-mail address or the name of this service. Choose another one.',
  ko: '비밀번호가 사용자 이름, 이메일 주소 또는 서비스 이름과 너무 비슷합니다. 다른 비밀번호를 사용해 주세요.',
};

function tooLong(maxLength: number): AuthError {
  return new AuthError('PASSWORD_TOO_LONG', { sentence: longer, values: { maxLength } });
}

function refuseGuessable(password: string, context: readonly string[]): void {
  const folded = password.toLowerCase();
  if (isCommonPassword(folded)) throw new AuthError('PASSWORD_TOO_COMMON');
  if (contextWords(context).some((word) => isLittleMoreThan(folded, word))) {
    throw new AuthError('PASSWORD_TOO_COMMON', { sentence: tooSimilar });
  }
}

function contextWords(context: readonly string[]): string[] {
  return context
    .flatMap((entry) => [entry, entry.slice(0, Math.max(0, entry.indexOf('@')))])
    .map((word) => normalisePassword(word).toLowerCase())
    .filter((word) => countCharacters(word) >= shortestContextWord);
}

function isLittleMoreThan(password: string, word: string): boolean {
  if (!password.includes(word)) return false;
  const rest = password.replaceAll(word, '');
  return countCharacters(rest) < fewestBesidesContext || isCommonPassword(rest);
}

/** Code points, not UTF-16 units: NIST counts so. */
function countCharacters(text: string): number {
  return Array.from(text).length;
}

const require = createRequire(import.meta.url);

let passwords: ReadonlySet<string> | undefined;

/**
 * Whether a password, in lower case, is one of the 49,000 most used ones. They are loaded at the first
 * question (20 ms, 15 MB): a process in which nobody chooses a password never needs them.
 */
function isCommonPassword(lowerCase: string): boolean {
  passwords ??= new Set(loadDictionary()['passwords-common']);
  return passwords.has(lowerCase);
}

function loadDictionary(): typeof dictionary {
  const language = require('@zxcvbn-ts/language-common') as { dictionary: typeof dictionary };
  return language.dictionary;
}
