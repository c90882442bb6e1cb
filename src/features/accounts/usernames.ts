import { randomInt } from 'node:crypto';
import { AuthError } from '../../platform/errors/auth-error.js';
import { accountReasons } from './facts.js';
import { isSameEmail, normaliseUsername } from './identifiers.js';
import type { User } from './user.js';

/** Whether new accounts are given a username; see USERNAMES. */
export const usernameRules = ['off', 'optional', 'required'] as const;

export type UsernameRule = (typeof usernameRules)[number];

/** How an account gets its name where none is given. */
export interface UsernamePolicy {
  readonly rule: UsernameRule;
  /** Default: `generateUsername`. */
  readonly generate?: () => string;
}

/** Digits and letters that are not taken for each other; without vowels they make no words. */
const alphabet = 'bcdfghjkmnpqrstvwxz23456789';
/** 76 bits. */
const generatedLength = 16;

/** A username that nobody can foresee, and that says nothing of its user. */
export function generateUsername(): string {
  const letters = Array.from(
    { length: generatedLength },
    () => alphabet[randomInt(alphabet.length)] ?? '',
  );
  return `user-${letters.join('')}`;
}

const generated = new RegExp(`^user-[${alphabet}]{${generatedLength}}$`);

/**
 * What a mail to a user says: `username` is what its reader signs in with, and `name` how to greet, which may be empty.
 * A generated username means nothing to its user. A display name is a free text, which nobody else must get by mail:
 * it stands only in mails to the confirmed address.
 */
export function namesInMail(
  { username, displayName, email, emailVerified }: User,
  to: string,
): { username: string; name: string } {
  if (!generated.test(username)) return { username, name: username };
  const isProved = emailVerified && isSameEmail(email, to);
  return { username: to, name: (isProved ? displayName : null) ?? '' };
}

/** What someone typed for a new account. A blank username is none. */
interface TypedNames {
  readonly username: string | null | undefined;
  readonly email: string | null;
}

/** The username of a new account, normalised. */
export interface ChosenUsername {
  readonly username: string;
  readonly isGenerated: boolean;
}

/** @throws AuthError `USERNAMES_OFF`, `USERNAME_MISSING`, `USERNAME_INVALID`, `EMAIL_INVALID` without either name */
export function chooseUsername(
  { rule, generate = generateUsername }: UsernamePolicy,
  { username, email }: TypedNames,
): ChosenUsername {
  const isGiven = typeof username === 'string' && username.trim() !== '';
  if (rule === 'required' || isGiven) {
    refuseUsername(rule);
    return { username: normaliseUsername(username ?? ''), isGenerated: false };
  }
  if (email !== null) return { username: generate(), isGenerated: true };
  if (rule === 'off') throw new AuthError(accountReasons.EMAIL_INVALID);
  throw new AuthError(accountReasons.USERNAME_MISSING, { sentence: bothMissing });
}

const bothMissing = {
  message: 'Enter a username or an e-mail address.',
  ko: '사용자 이름이나 이메일 주소를 입력해 주세요.',
};

/** For a username that was given. @throws AuthError `USERNAMES_OFF` */
export function refuseUsername(rule: UsernameRule): void {
  if (rule === 'off') throw new AuthError(accountReasons.USERNAMES_OFF);
}

/** How many names are generated before the fault is taken for another one. */
const maxTries = 5;

/**
 * Runs `add`, a whole transaction, with the username of a new account. While a generated one turns out to be taken, it
 * runs again with the next.
 */
export async function withUsername<T>(
  { generate = generateUsername }: UsernamePolicy,
  { username: first, isGenerated }: ChosenUsername,
  add: (username: string) => Promise<T>,
): Promise<T> {
  let username = first;
  for (let tries = 1; ; tries += 1) {
    try {
      return await add(username);
    } catch (error) {
      const isTaken = error instanceof AuthError && error.reason === 'USERNAME_TAKEN';
      if (!isTaken || !isGenerated || tries === maxTries) throw error;
      username = generate();
    }
  }
}
