import { confusables } from './confusables.js';
import { usernameKey } from './identifiers.js';

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

/**
 * What two usernames have in common that could be taken for each other: the skeleton of UTS 39 §4. Names are shown
 * as they were written and compared without case, so the skeleton is taken before and after lower case is: of
 * `paypaI`, whose last letter is a capital i, and of `АDMIN`, whose first one is Cyrillic. Because a capital i looks
 * like a small L, those two letters are one here. For names of at most 64 characters, as `normaliseUsername` gives.
 */
export function lookAlikeKey(username: string): string {
  let key = username;
  // Lower case and skeleton change what the other one sees: `0` looks like `O`, which is `o`.
  for (let round = 0; round < 3; round += 1) key = usernameKey(skeleton(key));
  return key.replaceAll('i', 'l');
}
