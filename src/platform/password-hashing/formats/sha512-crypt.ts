import { createHash, timingSafeEqual } from 'node:crypto';
import { encodeCrypt64 } from './crypt64.js';
import { digestAfter, maximumRoundsPassword } from './digest-rounds.js';
import type { PasswordHashFormat } from './format.js';

/** About 2.5 s of one core. The specification allows 999,999,999. */
const maximumRounds = 2_000_000;
/** The default of passlib, about 0.8 s of one core; 5,000 is that of everyone else. */
const maximumImportedRounds = 656_000;
/** What the specification makes of fewer. */
const minimumRounds = 1000;
const defaultRounds = 5000;

const notation =
  /^\$6\$(?:rounds=([1-9]\d{3,8})\$)?([!-#%-9;-~]{0,16})\$([./0-9A-Za-z]{85}[./01])$/;

interface Sha512Crypt {
  readonly rounds: number;
  readonly salt: Buffer;
  readonly digest: Buffer;
}

function parse(encoded: string): Sha512Crypt | undefined {
  const [, rounds = `${defaultRounds}`, salt, digest] = notation.exec(encoded) ?? [];
  if (salt === undefined || digest === undefined) return undefined;
  return { rounds: Number(rounds), salt: Buffer.from(salt), digest: Buffer.from(digest) };
}

function sha512(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The bytes, again and again, until there are so many. */
function repeated(bytes: Buffer, length: number): Buffer {
  return Buffer.alloc(length, bytes);
}

/** Steps 1 to 12: the digest that the rounds begin with. */
function firstDigest(password: Buffer, salt: Buffer): Buffer {
  const other = sha512(password, salt, password);
  const parts = [password, salt, repeated(other, password.length)];
  for (let bits = password.length; bits > 0; bits >>= 1) {
    parts.push(bits % 2 === 1 ? other : password);
  }
  return sha512(...parts);
}

/** Step 22: the bytes stand in this order, in groups of three, the highest first. */
function encode(digest: Buffer): string {
  const order: number[] = [];
  for (let group = 0, [a, b, c] = [0, 21, 42]; group < 21; group += 1) {
    order.push(c, b, a);
    [a, b, c] = [b + 1, c + 1, a + 1];
  }
  return encodeCrypt64(Buffer.from([...order, 63].map((index) => digest[index] ?? 0)));
}

/** sha512-crypt, `$6$` of /etc/shadow, by the specification of Ulrich Drepper (version 0.6). */
export const sha512Crypt: PasswordHashFormat = {
  name: 'sha512-crypt',
  matches: (encoded) => encoded.startsWith('$6$'),
  problem(encoded) {
    const hashed = parse(encoded);
    if (hashed === undefined || hashed.rounds < minimumRounds) {
      return 'not a complete sha512-crypt hash';
    }
    return hashed.rounds > maximumRounds
      ? `sha512-crypt with more than ${maximumRounds} rounds`
      : undefined;
  },
  tooExpensive(encoded) {
    return (parse(encoded)?.rounds ?? 0) > maximumImportedRounds
      ? `sha512-crypt with more than ${maximumImportedRounds} rounds`
      : undefined;
  },
  async verify(encoded, typed) {
    const hashed = parse(encoded);
    if (hashed === undefined) return false;
    const { rounds, salt, digest } = hashed;
    // C ends a password by NUL, and refuses a long one. The work is done all the same.
    const isPossible = !typed.includes('\0') && Buffer.byteLength(typed) <= maximumRoundsPassword;
    const password = Buffer.from(isPossible ? typed : '');
    const start = firstDigest(password, salt);
    // Steps 13 to 20: the password as often as it has bytes, the salt 16 times and more.
    const ofPassword = sha512(repeated(password, password.length ** 2));
    const ofSalt = sha512(repeated(salt, salt.length * (16 + (start[0] ?? 0))));
    const computed = await digestAfter({
      algorithm: 'sha512',
      rounds,
      start,
      password: repeated(ofPassword, password.length),
      salt: repeated(ofSalt, salt.length),
    });
    return timingSafeEqual(Buffer.from(encode(computed)), digest) && isPossible;
  },
};
