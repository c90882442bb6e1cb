import { maxLengths } from './maxima.js';

/** The one spelling of a BCP 47 tag, such as `en-US`; `undefined` for text that is none. */
export function canonicalLocale(tag: string): string | undefined {
  if (tag.length > maxLengths.locale) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
