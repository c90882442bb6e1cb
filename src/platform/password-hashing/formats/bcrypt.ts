import { createHash, createHmac } from 'node:crypto';
import type { PasswordHashFormat } from './format.js';

/**
 * Cost 15 takes one core about 1.5 s, and each step doubles it. Defaults elsewhere: 10 (Node, PHP until
 * 8.3), 12 (Python, PHP 8.4).
 */
const maximumCost = 15;
/** About 0.5 s of one core. */
const maximumImportedCost = 13;

/**
 * 22 characters of salt (16 bytes) and 31 of hash (23 bytes). The last of each has unused bits, which
 * every library writes as zeros; the verifier answers "no" for a hash where they are not.
 */
const notation = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]$/;

/**
 * bcrypt as `$2a$`, `$2b$` (OpenBSD) and `$2y$` (PHP): one algorithm under three names, once the faults
 * that the names recall were mended. It reads the first 72 bytes of a password, as everywhere.
 */
export const bcrypt: PasswordHashFormat = {
  name: 'bcrypt',
  matches: (encoded) => /^\$2[aby]\$/.test(encoded),
  problem(encoded) {
    const cost = Number(notation.exec(encoded)?.[1]);
    // Fewer than 4 rounds do not exist.
    if (Number.isNaN(cost) || cost < 4) return 'not a complete bcrypt hash';
    return cost > maximumCost ? `bcrypt with a cost above ${maximumCost}` : undefined;
  },
  tooExpensive: (encoded) => tooExpensive(encoded, maximumImportedCost),
  async verify(encoded, password) {
    // bcrypt ends a password by NUL and repeats it up to 72 bytes, so "a" and "a\0a" have one hash, and
    // C libraries stop reading at NUL. The work is done all the same, so that the time reveals nothing.
    // Few services ever check an imported hash: its library is loaded for the first.
    const { verify } = await import('@node-rs/bcrypt');
    const matches = await verify(password, encoded);
    return matches && !password.includes('\0');
  },
};

function tooExpensive(encoded: string, maximum: number): string | undefined {
  const isAbove = Number(notation.exec(encoded)?.[1]) > maximum;
  return isAbove ? `bcrypt with a cost above ${maximum}` : undefined;
}

/** bcrypt under another name, or of what was made of the password before. */
interface WrappedBcrypt {
  /** In the notation of `bcrypt`. */
  readonly hash: string;
  /** The texts that the hash may be of. Each takes the whole work. */
  readonly textsOf: (password: string) => readonly string[];
}

/** A notation around bcrypt; `parse` answers `undefined` for a damaged hash. */
export function createBcryptFormat(notation: {
  name: string;
  prefix: RegExp;
  parse: (encoded: string) => WrappedBcrypt | undefined;
  /** Of an import; default 13. */
  maximumCost?: number;
}): PasswordHashFormat {
  const { name, prefix, parse, maximumCost: maximum = maximumImportedCost } = notation;
  const hashIn = (encoded: string) => parse(encoded)?.hash ?? '';
  return {
    name,
    matches: (encoded) => prefix.test(encoded),
    problem: (encoded) => bcrypt.problem(hashIn(encoded))?.replace('bcrypt', name),
    tooExpensive: (encoded) => tooExpensive(hashIn(encoded), maximum)?.replace('bcrypt', name),
    async verify(encoded, password) {
      const { hash, textsOf } = parse(encoded) ?? { hash: '', textsOf: () => [] };
      for (const text of textsOf(password)) {
        if (await bcrypt.verify(hash, text)) return true;
      }
      return false;
    },
  };
}

const djangoNotation = /^bcrypt(_sha256)?\$(\$2[aby]\$.*)$/;

/** Django's `BCryptPasswordHasher` and `BCryptSHA256PasswordHasher`, which hashes SHA-256 in hexadecimal. */
export const djangoBcrypt = createBcryptFormat({
  name: 'Django bcrypt',
  prefix: /^bcrypt(?:_sha256)?\$/,
  parse(encoded) {
    const [, isSha256, hash] = djangoNotation.exec(encoded) ?? [];
    if (hash === undefined) return undefined;
    const sha256 = (password: string) => createHash('sha256').update(password).digest('hex');
    return {
      hash,
      textsOf: (password) => [isSha256 === undefined ? password : sha256(password)],
    };
  },
});

const passlibNotation =
  /^\$bcrypt-sha256\$(?:(2[ab]),(\d{1,2})|v=2,t=(2b),r=(\d{1,2}))\$([^$]{22})\$([^$]{31})$/;

/** passlib's `bcrypt_sha256`: of SHA-256 in base64 (version 1), or of HMAC-SHA-256 keyed by the salt (version 2). */
export const passlibBcrypt = createBcryptFormat({
  name: 'passlib bcrypt_sha256',
  prefix: /^\$bcrypt-sha256\$/,
  parse(encoded) {
    const [, type1, cost1, type2, cost2, salt, hash] = passlibNotation.exec(encoded) ?? [];
    if (salt === undefined || hash === undefined) return undefined;
    const digest = () => (type2 === undefined ? createHash('sha256') : createHmac('sha256', salt));
    const cost = (cost1 ?? cost2 ?? '').padStart(2, '0');
    return {
      hash: `$${type1 ?? type2}$${cost}$${salt}${hash}`,
      textsOf: (password) => [digest().update(password).digest('base64')],
    };
  },
});
