import { randomBytes } from 'node:crypto';
import {
  argon2id,
  argon2idOfNothing,
  argon2ParametersProblem,
  defaultArgon2Parameters,
  hashWithArgon2id,
  isWeakerThan,
} from './formats/argon2id.js';
import type { Argon2Parameters } from './formats/argon2id.js';
import { formatOf, passwordHashProblem } from './formats/index.js';
import { createHashQueue } from './queue.js';
import type { HashQueueLoad, HashQueueOptions } from './queue.js';
import { isHashable, normalisePassword } from './text.js';

/**
 * Stands where an account has no password yet. Nothing matches it, at the cost of our own hash. It is no hash
 * that anyone could bring along: `passwordHashProblem` refuses it.
 */
export const noPassword = '!';

interface Verification {
  readonly matches: boolean;
  /** The hash should be replaced by `hash(password)` now; never true unless it matches. */
  readonly outdated: boolean;
}

/** Every method rejects with `OVERLOADED`, before any work, when too many hashes wait. */
export interface PasswordHasher {
  /**
   * argon2id PHC string of the NFKC-normalised password. A `TypeError` for text that the password policy
   * refuses (not well-formed, or longer than anyone types).
   */
  hash(password: string): Promise<string>;
  /**
   * `matches`; `outdated` when the hash should be replaced by `hash(password)` now: lower parameters than
   * ours, or an imported format. Rejects for a stored hash that `passwordHashProblem` refuses.
   */
  verify(passwordHash: string, password: string): Promise<Verification>;
  /** Costs as much as `verify` of our own hash and never matches: for users that do not exist. */
  verifyAgainstNothing(password: string): Promise<void>;
  /** Spares whoever would be refused the work before the hash. @throws AuthError `OVERLOADED` */
  refuseIfFull(): void;
  /** How many hashes are being computed, and wait for that. */
  load(): HashQueueLoad;
}

export interface HasherOptions extends HashQueueOptions {
  /** Default: `defaultArgon2Parameters`. */
  readonly parameters?: Argon2Parameters;
}

/**
 * A hash in another format than ours takes its own time until its user next signs in: until then, time
 * tells that such an account exists.
 */
export function createPasswordHasher(options: HasherOptions): PasswordHasher {
  const { parameters = defaultArgon2Parameters } = options;
  const problem = argon2ParametersProblem(parameters);
  if (problem !== undefined) throw new TypeError(problem);
  const queue = createHashQueue(options);
  const hashOfNothing = argon2idOfNothing(parameters, randomBytes);
  return {
    hash: (password) => queue.run(() => hashPassword(password, parameters)),
    verify: (passwordHash, password) =>
      queue.run(() => {
        const compared = passwordHash === noPassword ? hashOfNothing : passwordHash;
        return verifyPassword(compared, password, parameters);
      }),
    async verifyAgainstNothing(password) {
      await queue.run(() => verifyPassword(hashOfNothing, password, parameters));
    },
    refuseIfFull: queue.refuseIfFull,
    load: queue.load,
  };
}

async function hashPassword(password: string, parameters: Argon2Parameters): Promise<string> {
  if (!isHashable(password)) throw new TypeError('Ask the password policy before hashing.');
  return hashWithArgon2id(normalisePassword(password), parameters);
}

async function verifyPassword(
  passwordHash: string,
  password: string,
  parameters: Argon2Parameters,
): Promise<Verification> {
  const format = formatOf(passwordHash);
  const problem = passwordHashProblem(passwordHash);
  if (format === undefined || problem !== undefined) {
    throw new Error(`A stored password hash cannot be used: ${problem ?? 'unknown format'}`);
  }
  const hashable = isHashable(password);
  // An impossible password costs a verification too, of the empty one.
  const typed = hashable ? password : '';
  if (format === argon2id) {
    const verification = await verifyArgon2id(passwordHash, typed, parameters);
    return hashable ? verification : { matches: false, outdated: false };
  }
  const matches = (await format.verify(passwordHash, typed)) && hashable;
  return { matches, outdated: matches };
}

/** Our own hashes are of the normalised password; those made elsewhere may be of what was typed. */
async function verifyArgon2id(
  passwordHash: string,
  password: string,
  parameters: Argon2Parameters,
): Promise<Verification> {
  const normalised = normalisePassword(password);
  if (await argon2id.verify(passwordHash, normalised)) {
    return { matches: true, outdated: isWeakerThan(passwordHash, parameters) };
  }
  const matches = normalised !== password && (await argon2id.verify(passwordHash, password));
  return { matches, outdated: matches };
}
