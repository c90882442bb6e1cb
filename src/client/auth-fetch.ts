import { isRefused } from './result.js';
import type { StepUp } from './step-up.js';
import { withAccessToken } from './token-source.js';
import { isRepeatable } from './transport.js';
import type { Session } from './verbs.js';

export interface AuthFetchOptions {
  /** The origins that get the access token, such as `https://api.example.com`. */
  readonly origins: readonly string[];
  /** Requests that go without a token while none is to be had. By default, they fail as the refresh did. */
  readonly isPublic?: (address: string, init: RequestInit | undefined) => boolean;
  /** Steps up when a request is refused for it, and sends it once more. */
  readonly stepUp?: StepUp;
  readonly fetch?: typeof fetch;
}

/**
 * `fetch` as the signed-in user: adds the access token, and sends a request once more if the token was
 * refused: by status 401, or by `UNAUTHENTICATED` in a GraphQL answer. Requests to other origins, and those
 * with an `Authorization` header of their own, go out as they are. A body that is a stream is sent once.
 * @example const authFetch = createAuthFetch(session, { origins: ['https://api.example.com'] });
 */
export function createAuthFetch(
  session: Pick<Session, 'accessToken'>,
  { origins, isPublic, stepUp, fetch: given }: AuthFetchOptions,
): typeof fetch {
  return async (input, init) => {
    const forward = given ?? fetch;
    // A request of a polyfill is of another class.
    const request = typeof input === 'object' && 'url' in input ? input : undefined;
    const address = typeof input === 'string' ? input : 'url' in input ? input.url : input.href;
    const headers = new Headers(init?.headers ?? request?.headers);
    const origin = originOf(address);
    if (origin === undefined || !origins.includes(origin) || headers.has('authorization')) {
      return forward(input, init);
    }

    const attempt = async (token: string | undefined) => {
      if (token) headers.set('authorization', `Bearer ${token}`);
      else headers.delete('authorization');
      // A clone, so that the request itself can be sent again.
      const response = await forward(request?.clone() ?? input, { ...init, headers });
      return { response, refusal: await refusalOf(response, request, init) };
    };
    const tokenOr = (refused?: string) =>
      session.accessToken(refused).catch((error: unknown) => {
        if (isPublic?.(address, init) !== true) throw error;
        return '';
      });
    const send = () => withAccessToken(tokenOr, attempt, (sent) => isRefused(sent.refusal));
    const sent = await (stepUp ? stepUp.repeat(send, ({ refusal }) => refusal) : send());
    return sent.response;
  };
}

/** A scheme, a host and a port. An address with a user, a backslash or a blank in front of the path is none. */
const plainOrigin = /^https?:\/\/[a-z0-9.-]+(?::\d+)?(?=[/?#]|$)/i;

/** @returns `undefined` for what has no origin that can be relied on */
function originOf(address: string): string | undefined {
  // What relative addresses are relative to: a page's own address.
  const base = (globalThis as { location?: { href: string } }).location?.href;
  try {
    return new URL(address, base).origin;
  } catch {
    // React Native before 0.80 has no `origin`.
    const [origin] = plainOrigin.exec(address) ?? [];
    return origin?.toLowerCase().replace(/^(http:.*):80$|^(https:.*):443$/, '$1$2');
  }
}

/**
 * The answer, if the request may be sent again: as GraphQL, which status 401 is turned into. It says that nothing was
 * done; of a GraphQL answer the request has to be known for that.
 */
async function refusalOf(
  response: Response,
  request: Request | undefined,
  init: RequestInit | undefined,
): Promise<unknown> {
  if (isReadOnce(init?.body)) return undefined;
  if (response.status === 401) return { errors: [{ extensions: refusedBy(response) }] };
  const type = response.headers.get('content-type') ?? '';
  const isJson = /^application\/([^;]*\+)?json\s*(;|$)/i.test(type);
  if (!isJson || !isRepeatableRequest(request ?? {}, init)) return undefined;
  // An answer that breaks off is the caller's to read.
  const text = await response
    .clone()
    .text()
    .catch(() => '');
  return text.includes('"UNAUTHENTICATED"') ? parse(text) : undefined;
}

/** As the extensions of an error: `createStepUp` reads the header (RFC 9470 §3). */
function refusedBy({ headers }: Response): Record<string, unknown> {
  const challenge = headers.get('www-authenticate') ?? '';
  const isProof = challenge.includes('insufficient_user_authentication');
  return { code: 'UNAUTHENTICATED', reason: isProof && 'STEP_UP_REQUIRED', challenge };
}

/** A stream, or what is read like one, is empty after the first time. */
function isReadOnce(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  return 'getReader' in body || 'pipe' in body || 'next' in body || Symbol.asyncIterator in body;
}

function isRepeatableRequest(request: { method?: string }, init: RequestInit = {}): boolean {
  const method = init.method ?? request.method ?? 'GET';
  if (method.toUpperCase() === 'GET') return true;
  if (typeof init.body !== 'string') return false;
  const { query } = parse<{ query?: unknown }>(init.body);
  return typeof query === 'string' && isRepeatable(query);
}

/** Anything else than JSON has none of it. */
function parse<T extends object>(text: string): Partial<T> {
  try {
    return (JSON.parse(text) ?? {}) as T;
  } catch {
    return {};
  }
}
