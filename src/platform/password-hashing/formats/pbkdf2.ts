import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { PasswordHashFormat } from './format.js';

/**
 * About 1.7 s of one core with SHA-512. Defaults elsewhere: 1.2 million (Django 6.0) and 1 million
 * (Werkzeug 3.1); OWASP asks for 600,000.
 */
const maximumIterations = 5_000_000;

/** About 0.4 s of one core; SHA-512 takes more than twice as long for each iteration. */
const maximumImportedIterations = {
  sha1: 2_000_000,
  sha256: 2_000_000,
  sha512: 1_000_000,
} as const;

/** Bytes that each digest makes: what the libraries keep of it. */
const pbkdf2Digests = { sha1: 20, sha256: 32, sha512: 64 } as const;

export interface Pbkdf2Hash {
  readonly digest: keyof typeof pbkdf2Digests;
  readonly iterations: number;
  readonly salt: string;
  readonly derived: Buffer;
}

const derive = promisify(pbkdf2);

/** A notation of PBKDF2 (RFC 8018 §5.2); `parse` answers `undefined` for a damaged hash. */
export function createPbkdf2Format(notation: {
  name: string;
  prefix: RegExp;
  parse: (encoded: string) => Pbkdf2Hash | undefined;
}): PasswordHashFormat {
  const { name, prefix, parse } = notation;
  return {
    name,
    matches: (encoded) => prefix.test(encoded),
    problem(encoded) {
      const hashed = parse(encoded);
      if (hashed?.derived.length !== pbkdf2Digests[hashed?.digest ?? 'sha1']) {
        return `not a complete ${name} hash`;
      }
      return hashed.iterations > maximumIterations
        ? `${name} with more than ${maximumIterations} iterations`
        : undefined;
    },
    tooExpensive(encoded) {
      const { digest = 'sha1', iterations = 0 } = parse(encoded) ?? {};
      const maximum = maximumImportedIterations[digest];
      return iterations > maximum
        ? `${name} of ${digest} with more than ${maximum} iterations`
        : undefined;
    },
    async verify(encoded, password) {
      const hashed = parse(encoded);
      if (hashed === undefined) return false;
      const { salt, iterations, derived, digest } = hashed;
      return timingSafeEqual(
        await derive(password, salt, iterations, derived.length, digest),
        derived,
      );
    },
  };
}

/** A salt is any printable ASCII but "$" (Django makes 12 to 22 letters and digits). */
const notation =
  /^pbkdf2_(sha1|sha256)\$([1-9]\d{0,9})\$([!-#%-~]{1,128})\$([A-Za-z0-9+/]{27,43}=)$/;

/** Django's `PBKDF2PasswordHasher` and `PBKDF2SHA1PasswordHasher`: `pbkdf2_sha256$iterations$salt$base64`. */
export const djangoPbkdf2 = createPbkdf2Format({
  name: 'Django PBKDF2',
  prefix: /^pbkdf2_/,
  parse(encoded) {
    const [, digest, iterations, salt, derived] = notation.exec(encoded) ?? [];
    if (salt === undefined || derived === undefined) return undefined;
    return {
      digest: digest === 'sha1' ? 'sha1' : 'sha256',
      iterations: Number(iterations),
      salt,
      derived: Buffer.from(derived, 'base64'),
    };
  },
});
