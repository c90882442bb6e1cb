import type { TypedDocument } from '../generated/client-operations.js';
import type { GraphQLResult } from './result.js';

export interface TransportOptions {
  readonly url: string;
  readonly cookies: boolean;
  readonly fetch: typeof fetch | undefined;
}

export interface SendOptions {
  readonly token?: string | undefined;
  /** Seconds until the answer counts as lost: 30 by default. */
  readonly timeout?: number;
}

/** Sends an operation to the service. Rejects only where there was no answer. */
export type Send = <Data, Variables>(
  document: TypedDocument<Data, Variables>,
  variables: Variables,
  options?: SendOptions,
) => Promise<GraphQLResult<Data>>;

export function createTransport({ url, cookies, fetch: given }: TransportOptions): Send {
  return async function send<Data>(
    query: string,
    variables: unknown,
    { token, timeout = 30 }: SendOptions = {},
  ) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeout * 1000);
    try {
      // Looked up with every call: whoever replaces fetch later, such as a polyfill, is heard.
      const response = await (given ?? fetch)(url, {
        method: 'POST',
        // A page that is left finishes its refresh: the browser still takes the answer's cookie.
        keepalive: true,
        signal: abort.signal,
        ...(cookies && { credentials: 'include' }),
        headers: {
          'content-type': 'application/json',
          ...(cookies && { 'x-authgraph-cookies': 'on' }),
          ...(token && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query, variables }),
      });
      return await read<Data>(response);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** What is no JSON, such as a proxy's page, is an answer without data. */
async function read<Data>(response: Response): Promise<GraphQLResult<Data>> {
  const text = await response.text();
  try {
    return (JSON.parse(text) ?? {}) as GraphQLResult<Data>;
  } catch {
    return {};
  }
}
