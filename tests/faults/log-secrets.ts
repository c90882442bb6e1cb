import { randomBytes } from 'node:crypto';

/** Passwords that all begin with one word, which has no business in a log. */
export interface Passwords {
  readonly word: string;
  next(): string;
}

export function createPasswords(): Passwords {
  const word = `pass${randomBytes(12).toString('hex')}`;
  return { word, next: () => `${word} ${randomBytes(6).toString('hex')}` };
}

/** Tokens, hashes of passwords, and private keys, whoseever they are. */
const secretLooking = /eyJ[\w-]{8,}\.|\$argon2|PRIVATE KEY|"d":"/;

/** The lines that hold one of the secrets, or what looks like one. */
export function linesWithSecrets(
  lines: readonly string[],
  secrets: readonly string[],
): readonly string[] {
  return lines.filter(
    (line) => secretLooking.test(line) || secrets.some((secret) => line.includes(secret)),
  );
}
