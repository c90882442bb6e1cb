import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { decodeBase64, decodePhcBase64, type PasswordHashFormat } from './format.js';

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

/** Bytes that each digest makes: what most libraries keep of it. More takes the same work again. */
const pbkdf2Digests = { sha1: 20, sha256: 32, sha512: 64 } as const;

export interface Pbkdf2Hash {
  readonly digest: keyof typeof pbkdf2Digests;
  readonly iterations: number;
  readonly salt: string | Buffer;
  readonly derived: Buffer;
  /** The notation says how long the hash is. Default: it is as long as what the digest makes. */
  readonly hasLength?: boolean;
}

/** Bytes of a hash whose notation says how long it is: what no wrong password has, and what Keycloak keeps. */
const derivedBytes = { min: 16, max: 64 } as const;

function isWhole({ digest, derived: { length }, hasLength = false }: Pbkdf2Hash): boolean {
  return hasLength
    ? length >= derivedBytes.min && length <= derivedBytes.max
    : length === pbkdf2Digests[digest];
}

/** Iterations of a block are repeated for each block that the hash is long. */
function workOf({ iterations, derived, digest }: Pbkdf2Hash): number {
  return iterations * Math.ceil(derived.length / pbkdf2Digests[digest]);
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
      if (hashed === undefined || !isWhole(hashed)) return `not a complete ${name} hash`;
      return workOf(hashed) > maximumIterations
        ? `${name} with more than ${maximumIterations} iterations`
        : undefined;
    },
    tooExpensive(encoded) {
      const hashed = parse(encoded);
      if (hashed === undefined) return undefined;
      const maximum = maximumImportedIterations[hashed.digest];
      return workOf(hashed) > maximum
        ? `${name} of ${hashed.digest} with more than ${maximum} iterations`
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

const modularNotation =
  /^\$pbkdf2(|-sha256|-sha512)\$(?:([1-9]\d{0,9})|i=([1-9]\d{0,9})(?:,l=(\d{2}))?)\$([A-Za-z0-9+./]{0,128})\$([A-Za-z0-9+./]{22,86})$/;

/**
 * `$pbkdf2-sha256$iterations$salt$hash` of passlib, whose base64 has "." for "+", and the PHC string
 * `$pbkdf2-sha256$i=…,l=…$salt$hash`; also of SHA-512, and of SHA-1 (`$pbkdf2$`).
 */
export const modularPbkdf2 = createPbkdf2Format({
  name: 'PBKDF2',
  prefix: /^\$pbkdf2(?:-sha256|-sha512)?\$/,
  parse(encoded) {
    const [, digest, modular, phc, length, ...texts] = modularNotation.exec(encoded) ?? [];
    const [salt, derived] = texts.map((text: string | undefined) =>
      decodePhcBase64(text?.replaceAll('.', '+') ?? '-'),
    );
    if (salt === undefined || derived === undefined) return undefined;
    if (length !== undefined && Number(length) !== derived.length) return undefined;
    return {
      digest: digest === '' ? 'sha1' : (digest?.slice(1) as Pbkdf2Hash['digest']),
      iterations: Number(modular ?? phc),
      salt,
      derived,
      hasLength: length !== undefined,
    };
  },
});

/** `KeyDerivationPrf` of ASP.NET Core. */
const aspNetDigests = ['sha1', 'sha256', 'sha512'] as const;
const aspNetHeader = 13;

/**
 * Version 3 of ASP.NET Core Identity's `PasswordHasher`, in base64: 1, then digest, iterations and length of the salt
 * as 32 bits each (the highest first), then salt and hash.
 */
export const aspNetIdentity = createPbkdf2Format({
  name: 'ASP.NET Identity',
  prefix: /^AQAAAA[A-L]/,
  parse(encoded) {
    const bytes = decodeBase64(encoded);
    if (bytes === undefined || bytes.length < aspNetHeader) return undefined;
    const digest = aspNetDigests[bytes.readUInt32BE(1)];
    const end = aspNetHeader + bytes.readUInt32BE(9);
    const iterations = bytes.readUInt32BE(5);
    if (digest === undefined || iterations < 1 || end > aspNetHeader + 128) return undefined;
    const [salt, derived] = [bytes.subarray(aspNetHeader, end), bytes.subarray(end)];
    return { digest, iterations, salt, derived, hasLength: true };
  },
});

const werkzeugNotation =
  /^pbkdf2:(sha1|sha256|sha512):([1-9]\d{0,9})\$([!-#%-~]{1,128})\$((?:[0-9a-f]{2}){20,64})$/;

/** Werkzeug's `pbkdf2:sha256:iterations$salt$hex` (its default up to 2.2), also of SHA-1 and SHA-512. */
export const werkzeugPbkdf2 = createPbkdf2Format({
  name: 'Werkzeug PBKDF2',
  prefix: /^pbkdf2:/,
  parse(encoded) {
    const [, digest, iterations, salt, derived] = werkzeugNotation.exec(encoded) ?? [];
    if (salt === undefined || derived === undefined) return undefined;
    return {
      digest: digest as Pbkdf2Hash['digest'],
      iterations: Number(iterations),
      salt,
      derived: Buffer.from(derived, 'hex'),
    };
  },
});
