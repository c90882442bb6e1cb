import { AuthError } from '../../platform/errors/auth-error.js';
import { isLoopbackUrl } from '../../platform/loopback.js';
import { handoffReasons } from './facts.js';

/** UTF-16 code units. */
export const maxRedirectUri = 512;

/** Where users may be sent with a code: whole strings that the operator has listed (RFC 9700 §2.1). */
export interface Redirects {
  /** Compares letter by letter, and parses nothing. @throws AuthError `REDIRECT_REFUSED` */
  require(redirectUri: string): void;
}

/** @param registered REDIRECT_URIS */
export function createRedirects(registered: readonly string[]): Redirects {
  const known = new Set(registered);
  return {
    require(redirectUri) {
      if (!known.has(redirectUri)) throw new AuthError(handoffReasons.REDIRECT_REFUSED);
    },
  };
}

/** A page, or the scheme of a native app: a domain backwards (RFC 8252 §7.1), so never `javascript:` or `data:`. */
const web = /^https?:\/\/[^/]/;
const native = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:\//;

/** Printable ASCII without `"`, `#`, `*`, `,`, `<`, `>`, `?`, `@`, `\`, `^`, `` ` ``, `{`, `|` and `}`. */
const plain = /^[!$-)+\-./0-9:;=A-Z[\]_a-z~%&]+$/;

/**
 * Whether an address may stand in REDIRECT_URIS: one that browsers leave as it is written, so that what is compared is
 * where users go. It has no query and no fragment, which are ours, and no user name.
 */
export function isRedirectUri(text: string): boolean {
  if (text.length > maxRedirectUri || !plain.test(text)) return false;
  if (!web.test(text) && !native.test(text)) return false;
  if (!URL.canParse(text)) return false;
  const { href, origin, protocol } = new URL(text);
  if (protocol === 'http:' && !isLoopbackUrl(text)) return false;
  // The one thing that browsers add to an address as people write it.
  return href === text || (origin === text && href === `${text}/`);
}

/**
 * The address that brings a code, or the reason that there is none, to a registered application.
 * @param redirectUri has no query and no fragment
 */
export function redirectUrl(
  redirectUri: string,
  parameters: { code: string } | { error: string },
  state: string | null,
): string {
  const query = new URLSearchParams({ ...parameters, ...(state !== null && { state }) });
  return `${redirectUri}?${query.toString()}`;
}
