/** What a browser can write in the header `Origin` (RFC 6454 §7), and lists of it. */

/** Their pages have the origin `null`, or are none. */
const schemesWithoutOrigin = ['about', 'blob', 'data', 'file', 'ftp', 'javascript', 'ws', 'wss'];

/** `https://*.example.org`: one label in front of at least two, or of `localhost`. */
const wildcard = /^https?:\/\/\*\.(?:[^*.]+(?:\.[^*.]+)+|localhost(?::\d+)?)$/;

/**
 * A page of an application: `capacitor://localhost`, `chrome-extension://…`. Its host keeps upper case, as Safari's
 * extensions have it. A misspelt `https` is not taken for such a scheme.
 */
const ofApplication =
  /^(?!h+t*p*s*:)(?<scheme>[a-z][a-z0-9+.-]*):\/\/[A-Za-z0-9._-]+(?::\d{1,5})?$/;

/** A host may have a `*` for URLs, and for nobody else. */
function isWebOrigin(text: string): boolean {
  return /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function isApplicationOrigin(text: string): boolean {
  const { scheme } = ofApplication.exec(text)?.groups ?? {};
  return scheme !== undefined && !schemesWithoutOrigin.includes(scheme);
}

/** Whether it stands for every page whose host has one more label, so for some that are not known. */
export function isWildcardOrigin(text: string): boolean {
  return wildcard.test(text) && isWebOrigin(text.replace('*', 'a'));
}

/** Why no browser sends such an origin, as the rest of a sentence; `undefined` if one can. */
export function originFault(text: string): string | undefined {
  if (isWebOrigin(text) || isApplicationOrigin(text) || isWildcardOrigin(text)) return undefined;
  const advice = 'write scheme, host and port only';
  if (text.includes('*')) {
    return `has a * where it can never match; ${advice}, with * for the first label only, such as https://*.example.org, or * alone`;
  }
  return `has an origin that no browser sends; ${advice}, such as ${likelyOrigin(text)}`;
}

/** What was meant by a URL, or a host alone. */
function likelyOrigin(text: string): string {
  for (const url of [text, `https://${text}`]) {
    if (!URL.canParse(url)) continue;
    const { origin, hostname } = new URL(url);
    if (hostname.includes('.') && isWebOrigin(origin)) return origin;
  }
  return 'https://app.example.com,http://localhost:3000';
}

/** For `cors`, which compares texts and tries expressions. */
export function originPattern(origin: string): string | RegExp {
  if (!isWildcardOrigin(origin)) return origin;
  const [before = '', after = ''] = origin.split('*').map((part) => part.replace(/[.]/g, '\\.'));
  return new RegExp(`^${before}[a-z0-9_-]{1,63}${after}$`);
}
