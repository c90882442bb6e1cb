import { hash, parseOptions, verify } from '@node-rs/argon2';
import type { ParsedHashOptions } from '@node-rs/argon2';
import type { PasswordHashFormat } from './format.js';

/** The costs of RFC 9106 §3.1. */
export interface Argon2Parameters {
  /** `m`, in KiB: what one hash needs of memory while it is computed. */
  readonly memoryCost: number;
  /** `t`: passes over that memory. */
  readonly timeCost: number;
  /** `p`: lanes. */
  readonly parallelism: number;
}

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane is the least to use. */
export const defaultArgon2Parameters: Argon2Parameters = {
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

/**
 * 256 MiB. Every hash that is computed at the same time needs it again, so more would let a few logins
 * exhaust the memory. Four times the RFC 9106 §4 choice for small machines (64 MiB).
 */
const maximumMemoryCost = 262_144;
/** Memory times passes, in KiB: at most 1.7 s of one core. */
const maximumWork = 4 * 1_048_576;
/** Memory times passes, in KiB, of a hash that is imported: about 0.4 s, and five times the 64 MiB and 3 passes of argon2-cffi. */
const maximumImportedWork = 1_048_576;
/** Passes times lanes of the same: lanes wait for one another four times a pass, however little memory they fill. */
const maximumImportedLanePasses = 4096;
/** More lanes than any library's default (4 in argon2-cffi, 8 in Django). */
const maximumParallelism = 16;

const ownSaltBytes = 16;
const ownOutputBytes = 32;
/** RFC 9106 §3.1 allows 4, of which one wrong password in 2^32 would match. */
const minimumOutputBytes = 16;

const notation =
  /^\$argon2id\$v=19\$m=\d{1,10},t=\d{1,10},p=\d{1,3}\$[A-Za-z0-9+/]{1,86}\$[A-Za-z0-9+/]{1,86}$/;

const otherNotation =
  /^\$argon2[id](?:\$v=1[69])?\$m=\d{1,10},t=\d{1,10},p=\d{1,3}\$[A-Za-z0-9+/]{1,86}\$[A-Za-z0-9+/]{1,86}$/;
const anyNotation = new RegExp(`${notation.source}|${otherNotation.source}`);

function read(encoded: string, expected = notation): ParsedHashOptions | undefined {
  if (!expected.test(encoded)) return undefined;
  try {
    return parseOptions(encoded);
  } catch {
    return undefined;
  }
}

/** What is wrong with the costs, for hashes from elsewhere and for our own configuration. */
export function argon2ParametersProblem(parameters: Argon2Parameters): string | undefined {
  const { memoryCost, timeCost, parallelism } = parameters;
  if (
    ![memoryCost, timeCost, parallelism].every((cost) => Number.isSafeInteger(cost) && cost > 0)
  ) {
    return 'argon2id parameters are whole numbers from 1 up';
  }
  if (parallelism > maximumParallelism) {
    return `argon2id with more than ${maximumParallelism} lanes`;
  }
  if (memoryCost < 8 * parallelism) return 'argon2id with less than 8 KiB for each lane';
  if (memoryCost > maximumMemoryCost) {
    return `argon2id with more than ${maximumMemoryCost} KiB of memory`;
  }
  if (memoryCost * timeCost > maximumWork) {
    return `argon2id with memory times passes above ${maximumWork} KiB`;
  }
  return undefined;
}

const noCosts: Argon2Parameters = { memoryCost: 0, timeCost: 0, parallelism: 0 };

/** @param phcOf the PHC string in a hash; as it is, unless something stands around it */
function createArgon2Format(variant: {
  name: string;
  prefix: RegExp;
  notation: RegExp;
  incomplete: string;
  phcOf?: (encoded: string) => string;
}): PasswordHashFormat {
  const { name, prefix, incomplete, phcOf = (encoded) => encoded } = variant;
  return {
    name,
    matches: (encoded) => prefix.test(encoded),
    problem(encoded) {
      const hashed = read(phcOf(encoded), variant.notation);
      if (hashed === undefined) return incomplete;
      if (hashed.outputLen < minimumOutputBytes) {
        return `${name} with a hash under ${minimumOutputBytes} bytes`;
      }
      return argon2ParametersProblem(hashed)?.replace('argon2id', name);
    },
    tooExpensive(encoded) {
      const { memoryCost, timeCost, parallelism } =
        read(phcOf(encoded), variant.notation) ?? noCosts;
      if (memoryCost * timeCost > maximumImportedWork) {
        return `${name} with memory times passes above ${maximumImportedWork} KiB`;
      }
      return parallelism > 1 && timeCost * parallelism > maximumImportedLanePasses
        ? `${name} with passes times lanes above ${maximumImportedLanePasses}`
        : undefined;
    },
    verify: (encoded, password) => verify(phcOf(encoded), password),
  };
}

/** argon2id in the PHC string notation, version 19 (RFC 9106), without a secret or associated data. */
export const argon2id = createArgon2Format({
  name: 'argon2id',
  prefix: /^\$argon2id\$/,
  notation,
  incomplete: 'not a complete argon2id hash of version 19',
});

/** The same of argon2i and argon2d; also of version 16, which says so or names none. */
export const otherArgon2 = createArgon2Format({
  name: 'argon2i or argon2d',
  prefix: /^\$argon2[id]\$/,
  notation: otherNotation,
  incomplete: 'not a complete argon2i or argon2d hash',
});

/** Django's `Argon2PasswordHasher`: `argon2` before the PHC string of any of the three. */
export const djangoArgon2 = createArgon2Format({
  name: 'Django argon2',
  prefix: /^argon2\$/,
  notation: anyNotation,
  incomplete: 'not a complete Django argon2 hash',
  phcOf: (encoded) => encoded.slice('argon2'.length),
});

/** A new hash as a PHC string, with a random salt. On libuv's thread pool. */
export function hashWithArgon2id(password: string, parameters: Argon2Parameters): Promise<string> {
  const { memoryCost, timeCost, parallelism } = parameters;
  return hash(password, { memoryCost, timeCost, parallelism, outputLen: ownOutputBytes });
}

/** Whether any cost or length of a hash is below what `hashWithArgon2id` would use now. */
export function isWeakerThan(encoded: string, parameters: Argon2Parameters): boolean {
  const hashed = read(encoded);
  return (
    hashed === undefined ||
    costsLess(hashed, parameters) ||
    hashed.saltLen < ownSaltBytes ||
    hashed.outputLen < ownOutputBytes
  );
}

/** Whether any of the costs is lower. */
export function costsLess(costs: Argon2Parameters, parameters: Argon2Parameters): boolean {
  return (
    costs.memoryCost < parameters.memoryCost ||
    costs.timeCost < parameters.timeCost ||
    costs.parallelism < parameters.parallelism
  );
}

/** Whether a hash costs exactly what `hashWithArgon2id` would cost now. */
export function isOfCost(encoded: string, parameters: Argon2Parameters): boolean {
  const hashed = read(encoded);
  return (
    hashed?.memoryCost === parameters.memoryCost &&
    hashed.timeCost === parameters.timeCost &&
    hashed.parallelism === parameters.parallelism
  );
}

/** A hash of our shape that is of no password: its salt and its output are random bytes. */
export function argon2idOfNothing(
  parameters: Argon2Parameters,
  randomBytes: (size: number) => Buffer,
): string {
  const { memoryCost, timeCost, parallelism } = parameters;
  const base64 = (size: number) => randomBytes(size).toString('base64').replaceAll('=', '');
  const costs = `m=${memoryCost},t=${timeCost},p=${parallelism}`;
  return `$argon2id$v=19$${costs}$${base64(ownSaltBytes)}$${base64(ownOutputBytes)}`;
}
