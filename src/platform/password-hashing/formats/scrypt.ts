import { scrypt, timingSafeEqual } from 'node:crypto';
import type { ScryptOptions } from 'node:crypto';
import { decodeCrypt64, encodeCrypt64 } from './crypt64.js';
import { decodeBase64, decodePhcBase64, type PasswordHashFormat } from './format.js';

/**
 * 256 MiB, eight times Werkzeug's default (32 MiB). Every hash that is computed at the same time needs
 * it again.
 */
const maximumMemory = 268_435_456;
/** N·r·p, about a second of one core; Werkzeug's default has 2^18, OWASP's strongest choice 2^20. */
const maximumWork = 4 * 1_048_576;
/** About 0.4 s of one core: OWASP's strongest choice. */
const maximumImportedWork = 1_048_576;

/** The costs of RFC 7914 §2. */
interface ScryptCosts {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

export interface ScryptHash {
  readonly costs: ScryptCosts;
  readonly salt: string | Buffer;
  /** Bytes to derive. */
  readonly length: number;
  /** Whether this is what was derived of the right password, compared in constant time. */
  readonly isOf: (key: Buffer) => boolean;
}

/** A hash whose text holds what scrypt derives. */
function plainHash(costs: ScryptCosts, salt: string | Buffer, derived: Buffer): ScryptHash {
  const { length } = derived;
  return { costs, salt, length, isOf: (key) => timingSafeEqual(key, derived) };
}

/** RFC 7914 §2: N is a power of two above 1 and below 2^(128·r/8). */
function areCosts({ N, r, p }: ScryptCosts): boolean {
  const exponent = Math.log2(N);
  return Number.isInteger(exponent) && exponent > 0 && exponent < 16 * r && r >= 1 && p >= 1;
}

function derive(password: string, { costs, salt, length }: ScryptHash): Promise<Buffer> {
  const settings: ScryptOptions = { ...costs, maxmem: maximumMemory };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, settings, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** A notation of scrypt (RFC 7914); `parse` answers `undefined` for a damaged hash. */
export function createScryptFormat(notation: {
  name: string;
  prefix: RegExp;
  parse: (encoded: string) => ScryptHash | undefined;
}): PasswordHashFormat {
  const { name, prefix } = notation;
  const parse = (encoded: string) => {
    const hashed = notation.parse(encoded);
    return hashed && areCosts(hashed.costs) ? hashed : undefined;
  };
  return {
    name,
    matches: (encoded) => prefix.test(encoded),
    problem(encoded) {
      const hashed = parse(encoded);
      if (hashed === undefined) return `not a complete ${name} hash`;
      const { N, r, p } = hashed.costs;
      // What OpenSSL reserves, and holds against maxmem.
      if (128 * r * (N + p + 2) > maximumMemory) {
        return `${name} with more than ${maximumMemory / 1_048_576} MiB of memory`;
      }
      return N * r * p > maximumWork ? `${name} with N·r·p above ${maximumWork}` : undefined;
    },
    tooExpensive(encoded) {
      const { N, r, p } = parse(encoded)?.costs ?? { N: 0, r: 0, p: 0 };
      return N * r * p > maximumImportedWork
        ? `${name} with N·r·p above ${maximumImportedWork}`
        : undefined;
    },
    async verify(encoded, password) {
      const hashed = parse(encoded);
      return hashed !== undefined && hashed.isOf(await derive(password, hashed));
    },
  };
}

const werkzeugNotation =
  /^scrypt:(\d{1,8}):(\d{1,4}):(\d{1,4})\$([!-#%-~]{1,128})\$([0-9a-f]{128})$/;

/** Werkzeug's `scrypt:N:r:p$salt$hex`, its default since 2.3. */
export const werkzeugScrypt = createScryptFormat({
  name: 'Werkzeug scrypt',
  prefix: /^scrypt:/,
  parse(encoded) {
    const [, N, r, p, salt, derived] = werkzeugNotation.exec(encoded) ?? [];
    if (salt === undefined || derived === undefined) return undefined;
    const costs = { N: Number(N), r: Number(r), p: Number(p) };
    return plainHash(costs, salt, Buffer.from(derived, 'hex'));
  },
});

const djangoNotation =
  /^scrypt\$(\d{1,8})\$([!-#%-~]{1,128})\$(\d{1,4})\$(\d{1,4})\$([A-Za-z0-9+/]{86}==)$/;

/** Django's `ScryptPasswordHasher`: `scrypt$N$salt$r$p$base64`. */
export const djangoScrypt = createScryptFormat({
  name: 'Django scrypt',
  prefix: /^scrypt\$/,
  parse(encoded) {
    const [, N, salt, r, p, derived = ''] = djangoNotation.exec(encoded) ?? [];
    const bytes = decodeBase64(derived);
    if (salt === undefined || bytes === undefined) return undefined;
    return plainHash({ N: Number(N), r: Number(r), p: Number(p) }, salt, bytes);
  },
});

const phcNotation =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,4}),p=(\d{1,4})\$([A-Za-z0-9+/]{0,128})\$([A-Za-z0-9+/]{43}|[A-Za-z0-9+/]{86})$/;

/** The PHC string `$scrypt$ln=…,r=…,p=…$salt$hash` of passlib and others, with a hash of 32 or 64 bytes. */
export const phcScrypt = createScryptFormat({
  name: 'scrypt',
  prefix: /^\$scrypt\$/,
  parse(encoded) {
    const [, ln, r, p, salt, derived] = phcNotation.exec(encoded) ?? [];
    const [saltBytes, bytes] = [decodePhcBase64(salt ?? '-'), decodePhcBase64(derived ?? '-')];
    if (saltBytes === undefined || bytes === undefined) return undefined;
    return plainHash({ N: 2 ** Number(ln), r: Number(r), p: Number(p) }, saltBytes, bytes);
  },
});

const modularNotation =
  /^\$7\$([./0-9A-Za-z])([./0-9A-Za-z]{5})([./0-9A-Za-z]{5})([./0-9A-Za-z]{1,86})\$([./0-9A-Za-z]{43})$/;

/** `$7$` of libxcrypt, libsodium and passlib: the costs in crypt's digits, then salt and hash. */
export const modularScrypt = createScryptFormat({
  name: 'scrypt $7$',
  prefix: /^\$7\$/,
  parse(encoded) {
    const [, ln = '', r = '', p = '', salt, derived] = modularNotation.exec(encoded) ?? [];
    if (salt === undefined || derived === undefined) return undefined;
    const costs = { N: 2 ** decodeCrypt64(ln), r: decodeCrypt64(r), p: decodeCrypt64(p) };
    const expected = Buffer.from(derived);
    const isOf = (key: Buffer) => timingSafeEqual(Buffer.from(encodeCrypt64(key)), expected);
    return { costs, salt, length: 32, isOf };
  },
});
