import { confusables } from './confusables.js';

let prototypes: ReadonlyMap<string, string> | undefined;

/** Read at the first question (1 ms): many commands never ask. */
function loadPrototypes(): ReadonlyMap<string, string> {
  return new Map(
    confusables.map((entry) => {
      const [character = '', ...prototype] = entry;
      return [character, prototype.join('')];
    }),
  );
}

/** UTS 39 §4: what two texts have in common that look the same. */
function skeleton(text: string): string {
  const known = (prototypes ??= loadPrototypes());
  const mapped = Array.from(
    text.normalize('NFD'),
    (character) => known.get(character) ?? character,
  );
  return mapped.join('').normalize('NFD');
}

/** One key for all that look like a text: its skeleton, without case. */
function keyOf(text: string): string {
  let key = text;
  // Lower case and skeleton change what the other one sees: `0` looks like `O`, which is `o`.
  for (let round = 0; round < 3; round += 1) {
    key = skeleton(key).normalize('NFKC').toLowerCase().normalize('NFKC');
  }
  return key.replaceAll('i', 'l');
}

/**
 * What a username looks like: two names that have one of these in common could be taken for each other. They are
 * skeletons of UTS 39 §4. Names are shown as they were written and compared without case, so one is of the name in
 * lower case, which is the first, one in upper case and one as it was written: `МОСКВА` looks like `MOCKBA`, and
 * `москва` does not. Because a capital i looks like a small L, those two letters are one here. Most names have one
 * key. For names of at most 64 characters, as `normaliseUsername` gives.
 */
export function lookAlikeKeys(username: string): readonly [string, ...string[]] {
  const first = keyOf(username.toLowerCase());
  const others = new Set([username.toUpperCase(), username].map(keyOf));
  others.delete(first);
  return [first, ...others];
}

/** Whether a username is one that nobody may take, or looks like one. */
export type ReservedNames = (username: string) => boolean;

export function createReservedNames(names: readonly string[]): ReservedNames {
  let keys: ReadonlySet<string> | undefined;
  // Not before somebody asks: it is the first to need the data of confusable characters.
  return (username) => {
    const reserved = (keys ??= new Set(names.flatMap(lookAlikeKeys)));
    return lookAlikeKeys(username).some((key) => reserved.has(key));
  };
}
