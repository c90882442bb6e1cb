/** RFC 5646 §4.4.1: what a protocol should at least have room for; real tags are shorter. */
const longestTag = 35;

/** The one spelling of a BCP 47 tag, such as `en-US`; `undefined` for text that is none. */
export function canonicalLocale(tag: string): string | undefined {
  if (tag.length > longestTag) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
