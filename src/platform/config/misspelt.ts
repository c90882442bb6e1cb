/** Letters that may differ between a name and what was meant: two of a long one. */
const maxTypos = 2;
/** In shorter names other programs' variables are as near: `HOST` and `POST`. */
const shortestWithTypos = 7;
/** Words that do not change what a name says: `CORS_ALLOWED_ORIGINS`. */
const emptyWord = /_(?:ALLOW|ALLOWED|BASE|DEFAULT|TOKEN)(?=_)/g;
const ownPrefix = 'AUTHGRAPH_';

/**
 * The option that a variable was probably meant to be, for each that is none itself: with other case, two wrong
 * letters, a word too few, or a word too many, such as `_FILE`. Other programs have variables too, so all others are left alone.
 */
export function misspeltNames(
  names: readonly string[],
  known: readonly string[],
): { readonly name: string; readonly meant: string | undefined }[] {
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({ name, meant: meantBy(name.toUpperCase(), known) }))
    .filter(({ name, meant }) => meant !== undefined || name.startsWith(ownPrefix));
}

function meantBy(name: string, known: readonly string[]): string | undefined {
  const stem = name.replace(/_FILE$/, '');
  return [name, stem].find((one) => known.includes(one)) ?? known.find((one) => isMeant(name, one));
}

function isMeant(name: string, option: string): boolean {
  if (name === ownPrefix + option) return true;
  if (name.replace(/IES(?=_|$)/g, 'Y') === option) return true;
  if (name.replace(emptyWord, '') === option) return true;
  const words = [name.split('_'), option.split('_')] as const;
  if (hasWordsOf(...words) && words[0].length >= 2) return true;
  if (hasWordsOf(words[1], words[0]) && words[1].length >= 3) return true;
  return option.length >= shortestWithTypos && distance(name, option) <= maxTypos;
}

/** Whether all words are among the others, in that order, from the same first one on. */
function hasWordsOf(words: readonly string[], others: readonly string[]): boolean {
  let at = 0;
  for (const word of others) if (word === words[at]) at += 1;
  return at === words.length && words[0] === others[0];
}

/** Levenshtein's: letters to add, drop or replace. Two neighbours that changed places count as two. */
function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > maxTypos) return Infinity;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? Infinity;
}
