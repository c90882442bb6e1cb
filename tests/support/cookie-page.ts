import { parseSetCookie, type SetCookie } from 'cookie';
import type { GraphQLClient, Reply, RequestOptions } from './graphql-client.js';

export const cookieName = '__Host-authgraph-refresh';

/** A page of a front end, as the service sees one: an origin, and the cookie that its browser keeps. */
export interface CookiePage {
  /** What the browser has by now; set it to bring one along. */
  cookie: string | undefined;
  send<T>(
    query: string,
    variables?: Record<string, unknown>,
    options?: RequestOptions,
  ): Promise<Reply<T>>;
}

/** @param headers what the page's requests carry; `origin` and the header of cookie mode by default */
export function openPage(client: GraphQLClient, headers: Record<string, string>): CookiePage {
  const page: CookiePage = {
    cookie: undefined,
    async send<T>(query: string, variables?: Record<string, unknown>, options?: RequestOptions) {
      const cookie = page.cookie === undefined ? {} : { cookie: `${cookieName}=${page.cookie}` };
      const sent = { ...headers, ...cookie, ...options?.headers };
      const reply = await client.send<T>(query, variables, { ...options, headers: sent });
      const answered = cookieOf(reply);
      if (answered !== undefined) {
        page.cookie = answered.maxAge === 0 ? undefined : answered.value;
      }
      return reply;
    },
  };
  return page;
}

/** The one cookie that the answer sets or clears. */
export function cookieOf(reply: Reply<unknown>): SetCookie | undefined {
  const [first, ...others] = reply.headers.getSetCookie();
  if (others.length > 0) throw new Error(`expected one cookie, got ${others.length + 1}`);
  return first === undefined ? undefined : parseSetCookie(first);
}
