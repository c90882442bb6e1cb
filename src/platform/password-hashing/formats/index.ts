import { argon2id, djangoArgon2, otherArgon2 } from './argon2id.js';
import { bcrypt, djangoBcrypt, passlibBcrypt } from './bcrypt.js';
import { firebaseScrypt } from './firebase.js';
import type { PasswordHashFormat } from './format.js';
import { aspNetIdentity, djangoPbkdf2, modularPbkdf2, werkzeugPbkdf2 } from './pbkdf2.js';
import { djangoScrypt, modularScrypt, phcScrypt, werkzeugScrypt } from './scrypt.js';
import { sha512Crypt } from './sha512-crypt.js';
import { phpass, wordpressBcrypt } from './wordpress.js';

const formats: readonly PasswordHashFormat[] = [
  argon2id,
  otherArgon2,
  djangoArgon2,
  bcrypt,
  djangoBcrypt,
  passlibBcrypt,
  wordpressBcrypt,
  djangoPbkdf2,
  werkzeugPbkdf2,
  modularPbkdf2,
  aspNetIdentity,
  djangoScrypt,
  werkzeugScrypt,
  phcScrypt,
  modularScrypt,
  firebaseScrypt,
  phpass,
  sha512Crypt,
];

/** Characters of a hash in any of the notations: Firebase's have 400 with the longest key that there is. */
const maximumLength = 1024;

/** The notation that a hash is written in; `undefined` for one that is not known. */
export function formatOf(encoded: string): PasswordHashFormat | undefined {
  return formats.find((format) => format.matches(encoded));
}

/**
 * Why a password hash cannot be stored or checked; `undefined` when it can. Never quotes the hash. Says
 * nothing on its strength: a weak hash is accepted, and replaced when its user next signs in.
 */
export function passwordHashProblem(encoded: string): string | undefined {
  const format = formatOf(encoded);
  if (format === undefined) {
    return `not a hash of a known format (${formats.map(({ name }) => name).join(', ')})`;
  }
  if (encoded.length > maximumLength) {
    return `not a complete ${format.name} hash: longer than ${maximumLength} characters`;
  }
  return format.problem(encoded);
}

/** Why a password hash is not imported; `undefined` when it is. Never quotes the hash. */
export function importedHashProblem(encoded: string): string | undefined {
  return passwordHashProblem(encoded) ?? formatOf(encoded)?.tooExpensive(encoded);
}
