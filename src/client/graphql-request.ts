/** `authgraph/client/graphql-request`: for graphql-request 7. */
import type { RequestMiddleware } from 'graphql-request';
import type { Session } from './verbs.js';

export interface RequestMiddlewareOptions {
  /** Operations that go without a token while none is to be had. By default, they fail as the refresh did. */
  readonly isPublic?: (operationName: string | undefined) => boolean;
}

/**
 * Adds the access token, renewed ahead of its expiry: `new GraphQLClient(url, { requestMiddleware:
 * requestMiddleware(session) })`. graphql-request lets no middleware send a request again: to have refused
 * ones repeated too, give it `createAuthFetch` as `fetch` instead.
 */
export function requestMiddleware(
  session: Pick<Session, 'accessToken'>,
  { isPublic = () => false }: RequestMiddlewareOptions = {},
): RequestMiddleware {
  return async (request) => {
    const token = await session.accessToken().catch((error: unknown) => {
      if (!isPublic(request.operationName)) throw error;
      return undefined;
    });
    if (token === undefined) return request;
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${token}`);
    return { ...request, headers };
  };
}
