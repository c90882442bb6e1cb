import { argon2id } from './argon2id.js';
import { bcrypt } from './bcrypt.js';
import type { PasswordHashFormat } from './format.js';
import { werkzeugPbkdf2, werkzeugScrypt } from './werkzeug.js';
import { djangoPbkdf2 } from './pbkdf2.js';

const formats: readonly PasswordHashFormat[] = [
  argon2id,
  bcrypt,
  djangoPbkdf2,
  werkzeugPbkdf2,
  werkzeugScrypt,
];

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
  return format.problem(encoded);
}

/** Why a password hash is not imported; `undefined` when it is. Never quotes the hash. */
export function importedHashProblem(encoded: string): string | undefined {
  return passwordHashProblem(encoded) ?? formatOf(encoded)?.tooExpensive(encoded);
}
