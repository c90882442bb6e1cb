import { scrypt, timingSafeEqual } from 'node:crypto';
import type { ScryptOptions } from 'node:crypto';
import type { PasswordHashFormat } from './format.js';
import { createPbkdf2Format } from './pbkdf2.js';
import type { Pbkdf2Hash } from './pbkdf2.js';

const pbkdf2Notation =
  /^pbkdf2:(sha1|sha256|sha512):([1-9]\d{0,9})\$([!-#%-~]{1,128})\$((?:[0-9a-f]{2}){20,64})$/;

/** Werkzeug's `pbkdf2:sha256:iterations$salt$hex` (its default up to 2.2), also of SHA-1 and SHA-512. */
export const werkzeugPbkdf2 = createPbkdf2Format({
  name: 'Werkzeug PBKDF2',
  prefix: /^pbkdf2:/,
  parse(encoded) {
    const [, digest, iterations, salt, derived] = pbkdf2Notation.exec(encoded) ?? [];
    if (salt === undefined || derived === undefined) return undefined;
    return {
      digest: digest as Pbkdf2Hash['digest'],
      iterations: Number(iterations),
      salt,
      derived: Buffer.from(derived, 'hex'),
    };
  },
});

/**
 * 256 MiB, eight times Werkzeug's default (32 MiB). Every hash that is computed at the same time needs
 * it again.
 */
const maximumMemory = 268_435_456;
/** N·r·p, about a second of one core; Werkzeug's default has 2^18, OWASP's strongest choice 2^20. */
const maximumWork = 4 * 1_048_576;
/** About 0.4 s of one core: OWASP's strongest choice. */
const maximumImportedWork = 1_048_576;

const scryptNotation = /^scrypt:(\d{1,8}):(\d{1,4}):(\d{1,4})\$([!-#%-~]{1,128})\$([0-9a-f]{128})$/;

interface ScryptHash {
  readonly options: { readonly N: number; readonly r: number; readonly p: number };
  readonly salt: string;
  readonly derived: Buffer;
}

function parseScrypt(encoded: string): ScryptHash | undefined {
  const [, N, r, p, salt, derived] = scryptNotation.exec(encoded) ?? [];
  if (salt === undefined || derived === undefined) return undefined;
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  // RFC 7914 §2: N is a power of two above 1 and below 2^(128·r/8).
  const exponent = Math.log2(options.N);
  const valid = Number.isInteger(exponent) && exponent > 0 && exponent < 16 * options.r;
  if (!valid || options.r < 1 || options.p < 1) return undefined;
  return { options, salt, derived: Buffer.from(derived, 'hex') };
}

function deriveScrypt(password: string, { options, salt, derived }: ScryptHash): Promise<Buffer> {
  const settings: ScryptOptions = { ...options, maxmem: maximumMemory };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, derived.length, settings, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** Werkzeug's `scrypt:N:r:p$salt$hex`, its default since 2.3 (RFC 7914). */
export const werkzeugScrypt: PasswordHashFormat = {
  name: 'Werkzeug scrypt',
  matches: (encoded) => encoded.startsWith('scrypt:'),
  problem(encoded) {
    const hashed = parseScrypt(encoded);
    if (hashed === undefined) return 'not a complete Werkzeug scrypt hash';
    const { N, r, p } = hashed.options;
    // What OpenSSL reserves, and holds against maxmem.
    if (128 * r * (N + p + 2) > maximumMemory) {
      return `Werkzeug scrypt with more than ${maximumMemory / 1_048_576} MiB of memory`;
    }
    return N * r * p > maximumWork ? `Werkzeug scrypt with N·r·p above ${maximumWork}` : undefined;
  },
  tooExpensive(encoded) {
    const { N, r, p } = parseScrypt(encoded)?.options ?? { N: 0, r: 0, p: 0 };
    return N * r * p > maximumImportedWork
      ? `Werkzeug scrypt with N·r·p above ${maximumImportedWork}`
      : undefined;
  },
  async verify(encoded, password) {
    const hashed = parseScrypt(encoded);
    if (hashed === undefined) return false;
    return timingSafeEqual(await deriveScrypt(password, hashed), hashed.derived);
  },
};
