import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  argon2id,
  argon2idOfNothing,
  argon2ParametersProblem,
  defaultArgon2Parameters,
  hashWithArgon2id,
  isOfCost,
  isWeakerThan,
  type Argon2Parameters,
} from './formats/argon2id.js';
import { formatOf, passwordHashProblem } from './formats/index.js';
import { createHashQueue, type Asker, type HashQueueLoad, type HashQueueOptions } from './queue.js';
import { isHashable, normalisePassword } from './policy.js';

/**
 * The hash that invited accounts begin with. It says nothing by itself: who is invited, the account says. Versions up
 * to 0.1 read it as an invitation. It cannot be imported: `passwordHashProblem` refuses it.
 */
export const unusablePassword = '!';

/** Argon2id of a salt and an output of zeros: nobody knows its password. Other versions take it for a hash of theirs. */
const hashOfZeros = (salt: string) => `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${'A'.repeat(43)}`;

/** The hash of an imported account without a password: a later import may give it one. */
export const noPassword = hashOfZeros('bm8gcGFzc3dvcmQgaGVyZQ');

/** The hash of an account whose user wants no password. An import does not give it one, as it replaces none set here. */
export const declinedPassword = hashOfZeros('cGFzc3dvcmQgZGVjbGluZQ');

/** The hashes of no password. Nothing matches them, at the cost of a hash of our own. */
export const hashesOfNothing: readonly string[] = [unusablePassword, noPassword, declinedPassword];

/** Whether a hash may be of what the user decided or proved here: every one of argon2id but that of an import. */
export function isOwnHash(passwordHash: string): boolean {
  return passwordHash !== noPassword && formatOf(passwordHash) === argon2id;
}

interface Verification {
  readonly matches: boolean;
  /** The hash should be replaced by `hash(password)` now; never true unless it matches. */
  readonly outdated: boolean;
}

/**
 * Every method rejects with `OVERLOADED`, before any work, when too many hashes wait. `asker`: who wants it, so that
 * no address holds up the others; default: an operator.
 */
export interface PasswordHasher {
  /**
   * argon2id PHC string of the NFKC-normalised password. A `TypeError` for text that the password policy
   * refuses (not well-formed, or longer than anyone types).
   */
  hash(password: string, asker?: Asker): Promise<string>;
  /**
   * `matches`; `outdated` when the hash should be replaced by `hash(password)` now: lower parameters than
   * ours, or an imported format. Rejects for a stored hash that `passwordHashProblem` refuses.
   */
  verify(passwordHash: string, password: string, asker?: Asker): Promise<Verification>;
  /** Costs as much as `verify` of our own hash and never matches: for users that do not exist. */
  verifyDummyHash(password: string, asker?: Asker): Promise<void>;
  /** Refuses early, before the work that precedes a hash. @throws AuthError `OVERLOADED` */
  refuseIfFull(asker?: Asker): void;
  /** How many hashes are being computed, and wait for that. */
  load(): HashQueueLoad;
}

export interface HasherOptions extends HashQueueOptions {
  /** Default: `defaultArgon2Parameters`. */
  readonly parameters?: Argon2Parameters;
}

/**
 * A hash of another cost than ours, as imported ones are, has its own lane: one is checked at a time, so
 * that it delays no other sign-in for long. A wrong password that took less time than ours is answered as late as
 * ours. One that took longer reveals by its time that such an account exists, until its user next signs in.
 */
export function createPasswordHasher(options: HasherOptions): PasswordHasher {
  const { parameters = defaultArgon2Parameters } = options;
  const problem = argon2ParametersProblem(parameters);
  if (problem !== undefined) throw new TypeError(problem);
  const queue = createHashQueue(options);
  const hashOfNothing = argon2idOfNothing(parameters, randomBytes);
  const usual = createUsualTime();
  const verifyNothing = (password: string) =>
    usual.measure(() => verifyPassword(hashOfNothing, password, parameters));

  async function verifyForeign(passwordHash: string, password: string) {
    // The first one after the start is measured against a hash of our own.
    const least = usual.get() ?? (await verifyNothing(password), usual.get()) ?? 0;
    const begun = performance.now();
    const verification = await verifyPassword(passwordHash, password, parameters);
    const early = verification.matches ? 0 : least - (performance.now() - begun);
    return { verification, early };
  }

  return {
    hash: (password, asker) => queue.run(() => hashPassword(password, parameters), { asker }),
    async verify(passwordHash, password, asker) {
      const compared = hashesOfNothing.includes(passwordHash) ? hashOfNothing : passwordHash;
      if (isOfCost(compared, parameters)) {
        const work = () => verifyPassword(compared, password, parameters);
        return queue.run(() => usual.measure(work), { asker });
      }
      const lane = { asker, isSlow: true };
      const { verification, early } = await queue.run(
        () => verifyForeign(compared, password),
        lane,
      );
      if (early > 0) await delay(early);
      return verification;
    },
    async verifyDummyHash(password, asker) {
      await queue.run(() => verifyNothing(password), { asker });
    },
    refuseIfFull: queue.refuseIfFull,
    load: queue.load,
  };
}

/** How much the latest verification counts in the usual time. */
const weightOfLatest = 0.1;

/** Milliseconds that a verification of our own hash usually takes at the moment. */
function createUsualTime() {
  let usual: number | undefined;
  return {
    get: () => usual,
    async measure<T>(work: () => Promise<T>): Promise<T> {
      const begun = performance.now();
      const result = await work();
      const took = performance.now() - begun;
      usual = usual === undefined ? took : usual + weightOfLatest * (took - usual);
      return result;
    },
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
