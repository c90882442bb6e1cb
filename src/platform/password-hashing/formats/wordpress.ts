import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createBcryptFormat } from './bcrypt.js';
import { decodeCrypt64, encodeCrypt64 } from './crypt64.js';
import { digestAfter, maximumRoundsPassword } from './digest-rounds.js';
import type { PasswordHashFormat } from './format.js';

/** What PHP's `trim` takes away. */
const blanks = ' \t\n\r\0\v';

/**
 * What WordPress hashes of a typed password: without blanks around it, and with a backslash before quotes and
 * backslashes, for PHP's `addslashes` has gone over its forms. What was set by a program is hashed as it is.
 */
function formsOf(password: string): string[] {
  let [start, end] = [0, password.length];
  while (start < end && blanks.includes(password.charAt(start))) start += 1;
  while (end > start && blanks.includes(password.charAt(end - 1))) end -= 1;
  const slashed = password
    .slice(start, end)
    .replace(/['"\\]/g, '\\$&')
    .replaceAll('\0', '\\0');
  return [...new Set([password, slashed])];
}

/**
 * WordPress since 6.8: `$wp$2y$…`, bcrypt of HMAC-SHA-384 in base64. It has the cost of PHP: 10, and 12 since PHP 8.4,
 * unless the filter `wp_hash_password_options` says another one. For both forms of a password 12 takes about 0.5 s.
 */
export const wordpressBcrypt = createBcryptFormat({
  name: 'WordPress bcrypt',
  maximumCost: 12,
  prefix: /^\$wp\$/,
  parse: (encoded) => ({
    hash: encoded.slice('$wp'.length),
    textsOf: (password) =>
      formsOf(password).map((form) =>
        createHmac('sha384', 'wp-sha384').update(form).digest('base64'),
      ),
  }),
});

/** 2^21 rounds take about 2 s of one core. phpass allows 2^30. */
const maximumCost = 21;
/** About 0.5 s of one core for both forms of a password; WordPress uses 13, phpBB 11. */
const maximumImportedCost = 18;

const notation = /^\$[PH]\$([./0-9A-Za-z])([./0-9A-Za-z]{8})([./0-9A-Za-z]{21}[./01])$/;

interface Phpass {
  /** The logarithm of the rounds to base 2. */
  readonly cost: number;
  readonly salt: string;
  readonly digest: Buffer;
}

function parse(encoded: string): Phpass | undefined {
  const [, cost, salt, digest] = notation.exec(encoded) ?? [];
  if (cost === undefined || salt === undefined || digest === undefined) return undefined;
  return { cost: decodeCrypt64(cost), salt, digest: Buffer.from(digest) };
}

async function isOf({ cost, salt, digest }: Phpass, typed: string): Promise<boolean> {
  const isPossible = Buffer.byteLength(typed) <= maximumRoundsPassword;
  const password = Buffer.from(isPossible ? typed : '');
  const start = createHash('md5').update(salt).update(password).digest();
  const work = { algorithm: 'md5', rounds: 2 ** cost, start, password, salt: Buffer.of() } as const;
  const computed = await digestAfter(work);
  return timingSafeEqual(Buffer.from(encodeCrypt64(computed)), digest) && isPossible;
}

/** The portable hashes of phpass: `$P$` of WordPress up to 6.7, and `$H$` of phpBB. */
export const phpass: PasswordHashFormat = {
  name: 'phpass',
  matches: (encoded) => /^\$[PH]\$/.test(encoded),
  problem(encoded) {
    const hashed = parse(encoded);
    if (hashed === undefined || hashed.cost < 7) return 'not a complete phpass hash';
    return hashed.cost > maximumCost ? `phpass with a cost above ${maximumCost}` : undefined;
  },
  tooExpensive(encoded) {
    return (parse(encoded)?.cost ?? 0) > maximumImportedCost
      ? `phpass with a cost above ${maximumImportedCost}`
      : undefined;
  },
  async verify(encoded, password) {
    const hashed = parse(encoded);
    if (hashed === undefined) return false;
    for (const form of formsOf(password)) {
      if (await isOf(hashed, form)) return true;
    }
    return false;
  },
};
