import { AuthError } from '../../platform/errors/auth-error.js';
import type { PlatformReason } from '../../platform/errors/reasons.js';
import { sessionReasons } from './facts.js';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { TokenPair } from './refresh-token.js';
import type { Exchange } from '../../platform/route.js';

/**
 * The browser's cookie for the refresh token, for one request. `features/sessions/refresh-cookie.ts` knows how it is
 * written.
 */
export interface CookieSlot {
  /** What the browser sent: anything, or `undefined` without the cookie. */
  read(): string | undefined;
  /** @param maxAge seconds */
  write(token: string, maxAge: number): void;
  clear(): void;
}

/** Where refresh tokens travel in this request: in the documents (header mode), or in a cookie. */
export interface RefreshCookie {
  /** The token of the request's cookie; never one in header mode. */
  readonly token: string | undefined;
  /** The pair as it is answered: in cookie mode its refresh token goes into the cookie, and `""` stays. */
  deliver(pair: TokenPair): TokenPair;
  /** Takes the cookie back. Nothing in header mode. */
  clear(): void;
}

/** Header mode: no cookie is read, none is set. */
const headerMode: RefreshCookie = {
  token: undefined,
  deliver: (pair) => pair,
  clear: () => undefined,
};

export function createRefreshCookie(slot: CookieSlot | undefined): RefreshCookie {
  if (slot === undefined) return headerMode;
  return {
    token: given(slot.read()),
    deliver(pair) {
      slot.write(pair.refreshToken, pair.refreshExpiresIn);
      return { ...pair, refreshToken: '' };
    },
    clear: () => slot.clear(),
  };
}

/**
 * Redeems the refresh token of the argument, or else the cookie's. A blank argument is none: that is what
 * cookie mode answers. Without both, `redeem` gets `""` and refuses it.
 */
export function redeemRefreshToken<T>(
  cookie: RefreshCookie,
  argument: string | null | undefined,
  redeem: (token: string) => Promise<T>,
): Promise<T> {
  const token = given(argument);
  return token === undefined && cookie.token !== undefined
    ? clearOnFinalError(cookie, cookie.token, redeem)
    : redeem(token ?? '');
}

/** What no later try can mend. An outage, a limit or a clock that is behind leave the cookie alone. */
const finalReasons: ReadonlySet<string> = new Set<PlatformReason | keyof typeof sessionReasons>([
  'TOKEN_EXPIRED',
  'TOKEN_INVALID',
  'TOKEN_REVOKED',
  'TOKEN_REUSED',
  'WRONG_TOKEN_TYPE',
]);

async function clearOnFinalError<T>(
  cookie: RefreshCookie,
  token: string,
  redeem: (token: string) => Promise<T>,
): Promise<T> {
  try {
    return await redeem(token);
  } catch (error) {
    if (error instanceof AuthError && finalReasons.has(error.reason)) cookie.clear();
    throw error;
  }
}

function given(text: string | null | undefined): string | undefined {
  return text === null || text === undefined || text.trim() === '' ? undefined : text;
}

/** How the cookie is called, and whether browsers send it by https alone. */
export interface CookieKind {
  readonly name: string;
  readonly secure: boolean;
}

/**
 * With the prefix, browsers take the cookie from a secure origin only, for this host only and all of its
 * paths: no sibling domain can plant one (RFC 6265bis §4.1.3.2).
 */
export const hostCookie: CookieKind = { name: '__Host-authgraph-refresh', secure: true };

/**
 * For development with pages of our own, over http on a loopback host: Safari keeps no `Secure` cookie there. Cookies
 * do not know ports, so that the port is in the name: two services on one machine do not sign each other out.
 */
export function plainCookie(port: string): CookieKind {
  return { name: `authgraph-refresh-${port || '80'}`, secure: false };
}

/** The request header by which a page asks for cookie mode, with the value `on`. */
const modeHeader = 'x-authgraph-cookies';

/** The cookie of a request in cookie mode; `undefined` in header mode; or why it may have no cookie. */
export type OpenCookie = (
  exchange: Pick<Exchange, 'request' | 'response'>,
) => CookieSlot | AuthError | undefined;

/** COOKIES=off: every request is in header mode. */
export const noCookies: OpenCookie = () => undefined;

/**
 * COOKIES=on, and PAGES=on for the service's own origin: a request is in cookie mode if it asks, by `X-Authgraph-Cookies: on`. The header is one that
 * no form can send, and no page of another origin without a preflight; also, the page must have a
 * known origin. Forged refreshes and sign-ins fail (CSRF).
 * @param origins exact origins, such as `https://app.example.com`; never `*`
 */
export function createCookieMode(
  origins: readonly string[],
  kind: CookieKind = hostCookie,
): OpenCookie {
  return ({ request, response }) => {
    if (request.headers[modeHeader] !== 'on') return undefined;
    if (!isFromKnownPage(request, origins)) return new AuthError(sessionReasons.ORIGIN_REFUSED);
    return {
      read: () => parseCookie(request.headers.cookie ?? '')[kind.name],
      write: (token, maxAge) => response.setHeader('set-cookie', setCookie(kind, token, maxAge)),
      clear: () => response.setHeader('set-cookie', setCookie(kind, '', 0)),
    };
  };
}

/**
 * Browsers write both headers, and let no script write them. `Sec-Fetch-Site` also shows a page that
 * the service serves itself under another name than PUBLIC_URL; not every browser sends it.
 */
function isFromKnownPage({ headers }: Exchange['request'], origins: readonly string[]): boolean {
  if (headers.origin !== undefined && origins.includes(headers.origin)) return true;
  return headers['sec-fetch-site'] === 'same-origin';
}

/**
 * `SameSite=Strict` costs nothing, because the cookie is for `fetch` and never for a link: a front end on
 * another origin of the same site (`app.example.com` for `auth.example.com`) has it sent.
 */
function setCookie(kind: CookieKind, value: string, maxAge: number): string {
  return stringifySetCookie({
    ...kind,
    value,
    maxAge,
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
  });
}
