import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';
import { canonicalLocale } from '../locale.js';
import { headerMaxima } from '../maxima.js';

/** The language that the client wants most (RFC 9110 §12.5.4), as a BCP 47 tag; `null` if it does not say. */
export function preferredLocale({ headers }: IncomingMessage): string | null {
  const { 'accept-language': header = '' } = headers;
  if (header === '' || header.length > headerMaxima['accept-language']) return null;
  const wanted = new Negotiator({ headers: { 'accept-language': header } }).languages();
  for (const tag of wanted) {
    const locale = canonicalLocale(tag);
    if (locale !== undefined) return locale;
  }
  return null;
}
