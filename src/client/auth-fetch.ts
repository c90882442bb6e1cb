import { isRefused, type GraphQLResult } from './result.js';
import { withAccessToken } from './token-source.js';
import { isRepeatable } from './transport.js';
import type { Session } from './verbs.js';

export interface AuthFetchOptions {
  /** The origins that get the access token, such as `https://api.example.com`. */
  readonly origins: readonly string[];
  readonly fetch?: typeof fetch;
}

/**
 * `fetch` as the signed-in user: adds the access token, and sends a request once more if the token was
 * refused: by status 401, or by `UNAUTHENTICATED` in a GraphQL answer. Requests to other origins, and those
 * with an `Authorization` header of their own, go out as they are.
 */
export function createAuthFetch(
  session: Pick<Session, 'accessToken'>,
  { origins, fetch: given }: AuthFetchOptions,
): typeof fetch {
  return async (input, init) => {
    const forward = given ?? fetch;
    const request = input instanceof Request ? input : undefined;
    const address = input instanceof Request ? input.url : input;
    const headers = new Headers(init?.headers ?? request?.headers);
    const { origin } = new URL(address, hereOrNone());
    if (!origins.includes(origin) || headers.has('authorization')) return forward(input, init);

    const repeatable = isRepeatableRequest(request ?? {}, init);
    const attempt = (token: string | undefined) => {
      if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
      return forward(request?.clone() ?? input, { ...init, headers });
    };
    return withAccessToken(session.accessToken, attempt, (response) =>
      isRefusal(response, repeatable),
    );
  };
}

/** What relative addresses are relative to: a page's own address. */
function hereOrNone(): string | undefined {
  return (globalThis as { location?: { href: string } }).location?.href;
}

/** Status 401 says that nothing was done. Of a GraphQL answer the request has to be known for that. */
async function isRefusal(response: Response, repeatable: boolean): Promise<boolean> {
  if (response.status === 401) return true;
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  if (!repeatable || !isJson) return false;
  const text = await response.clone().text();
  return text.includes('"UNAUTHENTICATED"') && isRefused(parse<GraphQLResult>(text));
}

function isRepeatableRequest(request: { method?: string }, init: RequestInit = {}): boolean {
  const method = init.method ?? request.method ?? 'GET';
  if (method.toUpperCase() === 'GET') return true;
  if (typeof init.body !== 'string') return false;
  const { query } = parse<{ query?: string }>(init.body);
  return query !== undefined && isRepeatable(query);
}

/** Anything else than JSON has none of it. */
function parse<T extends object>(text: string): Partial<T> {
  try {
    return (JSON.parse(text) ?? {}) as T;
  } catch {
    return {};
  }
}
