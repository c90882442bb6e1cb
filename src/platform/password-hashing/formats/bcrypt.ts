import { verify } from '@node-rs/bcrypt';
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
  tooExpensive(encoded) {
    return Number(notation.exec(encoded)?.[1]) > maximumImportedCost
      ? `bcrypt with a cost above ${maximumImportedCost}`
      : undefined;
  },
  async verify(encoded, password) {
    // bcrypt ends a password by NUL and repeats it up to 72 bytes, so "a" and "a\0a" have one hash, and
    // C libraries stop reading at NUL. The work is done all the same, so that the time reveals nothing.
    const matches = await verify(password, encoded);
    return matches && !password.includes('\0');
  },
};
