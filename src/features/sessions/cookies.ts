import type { IncomingMessage } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { CookieSlot } from './refresh-cookie.js';
import type { Exchange } from '../../platform/http/exchange.js';

/**
 * With the prefix, browsers take the cookie from a secure origin only, for this host only and all of its
 * paths: no sibling domain can plant one (RFC 6265bis §4.1.3.2).
 */
const cookieName = '__Host-authgraph-refresh';

/** The request header by which a page asks for cookie mode, with the value `on`. */
const modeHeader = 'x-authgraph-cookies';

/** The cookie of a request in cookie mode; `undefined` in header mode; or why it may have no cookie. */
export type OpenCookie = (
  exchange: Pick<Exchange, 'request' | 'response'>,
) => CookieSlot | AuthError | undefined;

/** COOKIES=off: every request is in header mode, whatever it asks for. */
export const noCookies: OpenCookie = () => undefined;

/**
 * COOKIES=on: a request is in cookie mode if it asks, by `X-Authgraph-Cookies: on`. The header is one that
 * no form can send, and no page of another origin without a preflight; besides, the page has to be of a
 * known origin, so that neither a forged refresh nor a forged sign-in gets anywhere (CSRF).
 * @param origins exact origins, such as `https://app.example.com`; never `*`
 */
export function createCookieMode(origins: readonly string[]): OpenCookie {
  return ({ request, response }) => {
    if (request.headers[modeHeader] !== 'on') return undefined;
    if (!isFromKnownPage(request, origins)) return new AuthError('ORIGIN_REFUSED');
    return {
      read: () => parseCookie(request.headers.cookie ?? '')[cookieName],
      write: (token, maxAge) => response.setHeader('set-cookie', setCookie(token, maxAge)),
      clear: () => response.setHeader('set-cookie', setCookie('', 0)),
    };
  };
}

/**
 * Browsers write both headers, and let no script write them. `Sec-Fetch-Site` also tells of a page that
 * the service serves itself under another name than PUBLIC_URL; not every browser sends it.
 */
function isFromKnownPage({ headers }: IncomingMessage, origins: readonly string[]): boolean {
  if (headers.origin !== undefined && origins.includes(headers.origin)) return true;
  return headers['sec-fetch-site'] === 'same-origin';
}

/**
 * `SameSite=Strict` costs nothing, because the cookie is for `fetch` and never for a link: a front end on
 * another origin of the same site (`app.example.com` for `auth.example.com`) has it sent.
 */
function setCookie(value: string, maxAge: number): string {
  return stringifySetCookie({
    name: cookieName,
    value,
    maxAge,
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'strict',
  });
}
