/** `authgraph/client/graphql-request`: for graphql-request 7. */
import type { RequestMiddleware } from 'graphql-request';
import type { Session } from './verbs.js';

/**
 * Adds the access token, renewed ahead of its expiry: `new GraphQLClient(url, { requestMiddleware:
 * requestMiddleware(session) })`. graphql-request lets no middleware send a request again: to have refused
 * ones repeated too, give it `createAuthFetch` as `fetch` instead.
 */
export function requestMiddleware(session: Pick<Session, 'accessToken'>): RequestMiddleware {
  return async (request) => {
    const token = await session.accessToken();
    if (token === undefined) return request;
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${token}`);
    return { ...request, headers };
  };
}
