import type { NoClash } from '../../facts.js';
import type { Migrations } from './step.js';

/** `0014` of `0014_totp`. */
type NumberOf<Name> = Name extends `${infer Digits}_${string}` ? Digits : never;

/** The numbers of each part. */
type Numbers<Parts extends readonly Migrations[]> = {
  readonly [Index in keyof Parts]: {
    readonly [Name in keyof Parts[Index] as NumberOf<Name>]: unknown;
  };
};

/**
 * The migrations of all parts, in the order of their numbers. Two parts with a number in common do not compile.
 * @throws TypeError for a number that two migrations have, a number that is left out, and a name without one
 */
export function joinMigrations<const Parts extends readonly Migrations[]>(
  parts: Parts & NoClash<Numbers<Parts>>,
): Migrations {
  const joined = parts
    .flatMap((part) => Object.entries(part))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  let previous = '';
  for (const [index, [name]] of joined.entries()) {
    const next = String(index + 1).padStart(4, '0');
    if (!/^\d{4}_[a-z0-9_]+$/.test(name)) {
      throw new TypeError(`the migration "${name}" needs a name such as "${next}_topic"`);
    }
    if (name.slice(0, 4) === previous.slice(0, 4)) {
      throw new TypeError(`two migrations have one number: "${previous}" and "${name}"`);
    }
    if (!name.startsWith(next)) {
      throw new TypeError(`the migration before "${name}" is missing: none has the number ${next}`);
    }
    previous = name;
  }
  return Object.fromEntries(joined);
}
