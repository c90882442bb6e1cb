import { AuthError, type ErrorReason } from '../../platform/errors/auth-error.js';
import type { TokenPair } from './token-pair.js';

/** The browser's cookie for the refresh token, for one request. `features/sessions/cookies.ts` knows how it is written. */
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
    ? clearingDead(cookie, cookie.token, redeem)
    : redeem(token ?? '');
}

/** What no later try can mend. An outage, a limit or a clock that is behind leave the cookie alone. */
const deadly: readonly ErrorReason[] = [
  'TOKEN_EXPIRED',
  'TOKEN_INVALID',
  'TOKEN_REVOKED',
  'TOKEN_REUSED',
  'WRONG_TOKEN_TYPE',
];

async function clearingDead<T>(
  cookie: RefreshCookie,
  token: string,
  redeem: (token: string) => Promise<T>,
): Promise<T> {
  try {
    return await redeem(token);
  } catch (error) {
    if (error instanceof AuthError && deadly.includes(error.reason)) cookie.clear();
    throw error;
  }
}

function given(text: string | null | undefined): string | undefined {
  return text === null || text === undefined || text.trim() === '' ? undefined : text;
}
