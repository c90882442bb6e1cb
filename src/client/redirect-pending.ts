import { AuthgraphError, type ClientReason } from './result.js';

/** What a page has. Elsewhere, as in React Native, it is not there. */
export interface Page {
  readonly location?: {
    readonly href: string;
    readonly origin: string;
    readonly pathname: string;
    readonly search: string;
    readonly hash: string;
    assign(url: string): void;
  };
  readonly history?: {
    readonly state: unknown;
    replaceState(state: unknown, unused: string, url: string): void;
  };
  readonly sessionStorage?: {
    getItem(key: string): string | null;
    setItem(key: string, text: string): void;
  };
}

/** What the code is for: to sign in, to link an identity to the account, or to prove the identity in the session. */
export type Purpose = 'signIn' | 'link' | 'proof';

/** What was begun here, and goes on somewhere else. */
export interface Pending {
  readonly purpose: Purpose;
  readonly codeVerifier: string;
  readonly returnTo: string;
}

/** What a redirect has brought. */
export interface Callback {
  readonly state: string;
  readonly code: string | undefined;
  readonly error: string | undefined;
}

const messages = {
  LOGIN_UNKNOWN: 'This sign-in did not begin in this tab, or is over. Begin again.',
  LOGIN_CANCELLED: 'The sign-in was cancelled.',
  LOGIN_REFUSED: 'The sign-in was not completed. Try again, or use another way.',
} satisfies Partial<Record<ClientReason, string>>;

/** @param reason of the service, or of this client */
export function loginProblem(reason: string): AuthgraphError {
  const known = messages as Readonly<Record<string, string>>;
  // RFC 6749 §4.1.2.1: the user has said no.
  const stated = reason === 'access_denied' ? 'LOGIN_CANCELLED' : reason;
  // It comes in a URL: only a name of a reason is taken from there.
  const name = /^[A-Z][A-Z_]{0,63}$/.test(stated) ? stated : 'LOGIN_REFUSED';
  const message = known[name] ?? messages.LOGIN_REFUSED;
  return new AuthgraphError({ message, extensions: { reason: name } });
}

/** Random bits in base64url. */
export function randomText(bytes: number): string {
  return base64url(crypto.getRandomValues(new Uint8Array(bytes)));
}

/** @param digest SHA-256 */
export async function challengeOf(
  codeVerifier: string,
  digest: (bytes: Uint8Array<ArrayBuffer>) => Promise<ArrayBuffer>,
): Promise<string> {
  const bytes = Uint8Array.from(codeVerifier, (character) => character.charCodeAt(0));
  return base64url(new Uint8Array(await digest(bytes)));
}

function base64url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Reads `code`, `error` and `state` without `URL`, of which React Native has a part only. */
export function callbackIn(url: string): Callback | undefined {
  const [, query = ''] = /\?([^#]*)/.exec(url) ?? [];
  const values = new Map(query.split('&').map(pairOf));
  const [state, code, error] = ['state', 'code', 'error'].map((name) => values.get(name));
  if (state === undefined || (code === undefined && error === undefined)) return undefined;
  return { state, code, error };
}

function pairOf(part: string): [string, string] {
  const [name = '', ...value] = part.split('=');
  try {
    return [name, decodeURIComponent(value.join('=').replaceAll('+', ' '))];
  } catch {
    return [name, ''];
  }
}

/**
 * A path of this origin, as it is written by the browser; `/` for anything else. What looks like a path may lead away:
 * `//evil.example`, `/\evil.example`, `/.//evil.example`.
 */
export function pathHere(path: string, origin: string): string {
  if (!path.startsWith('/')) return '/';
  try {
    const url = new URL(path, origin);
    const here = url.pathname + url.search + url.hash;
    return url.origin === origin && !/^\/[/\\]/.test(here) ? here : '/';
  } catch {
    return '/';
  }
}

/** More were begun and given up. */
const mostPending = 5;

/**
 * Keeps what was begun, by its `state`, until it is taken: in the tab's sessionStorage, which a navigation leaves as it is
 * and no other tab reads; or in memory, where nothing is left.
 */
export function createPendings({ sessionStorage }: Page, key: string) {
  let memory: string | null = null;

  function read(): Record<string, Pending> {
    const text = sessionStorage ? sessionStorage.getItem(key) : memory;
    try {
      return { ...(JSON.parse(text ?? '') as Record<string, Pending>) };
    } catch {
      return {};
    }
  }

  function write(pendings: Record<string, Pending>): void {
    const last = Object.entries(pendings).slice(-mostPending);
    const text = JSON.stringify(Object.fromEntries(last));
    if (sessionStorage) sessionStorage.setItem(key, text);
    else memory = text;
  }

  return {
    /** Throws where the browser keeps nothing: the user would come back for nothing. */
    add: (state: string, pending: Pending) => write({ ...read(), [state]: pending }),

    /** What was begun with this `state`; once. */
    take(state: string): Pending | undefined {
      const all = read();
      // It comes in a URL, and may be `constructor`.
      if (!Object.keys(all).includes(state)) return undefined;
      const { [state]: found, ...others } = all;
      write(others);
      return found;
    },
  };
}
