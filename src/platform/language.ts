import { errorLanguages, type ErrorLanguage } from './errors/auth-error.js';

/**
 * The best of the available languages for someone who likes `wanted`, the best first: the same tag, or
 * what is left of it without its last parts (RFC 4647 §3.4). `fallback` if there is none.
 */
export function pickLanguage<Tag extends string>(
  available: Iterable<Tag>,
  wanted: readonly string[],
  fallback: Tag,
): Tag {
  const tags = new Map<string, Tag>(Array.from(available, (tag) => [tag, tag]));
  for (const locale of wanted) {
    for (let tag = locale; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
      const found = tags.get(tag);
      if (found !== undefined) return found;
    }
  }
  return fallback;
}

/** The language of the errors of a caller who likes `wanted`, the best first. */
export function pickErrorLanguage(wanted: readonly string[]): ErrorLanguage {
  return pickLanguage(errorLanguages, wanted, 'en');
}
