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
      // Looked up with every call, so that a later replacement of fetch, such as a polyfill, is used.
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

/** Anything else than JSON, such as a proxy's page, is an answer without data. */
async function read<Data>(response: Response): Promise<GraphQLResult<Data>> {
  const text = await response.text();
  try {
    return (JSON.parse(text) ?? {}) as GraphQLResult<Data>;
  } catch {
    return {};
  }
}

/**
 * Whether an operation that was refused may be sent again. A query may. Of a mutation with several fields
 * some may be done already, even where the answer has no data: a field that must not be null takes the
 * others with it. With one field, a refusal means that nothing was done.
 * @param document GraphQL text, which the service has found valid
 */
export function isRepeatable(document: string): boolean {
  const bare = document.replace(/"""[^]*?"""|"(?:\\.|[^"\\])*"|#.*/g, '');
  let [kind, braces, parentheses, fields] = ['', 0, 0, 0];
  for (const [token] of bare.matchAll(/[{}()]|\.{3}|@\w+|\w+(?:\s*:)?/g)) {
    if (token === '(') parentheses += 1;
    else if (token === ')') parentheses -= 1;
    else if (token === '{') braces += 1;
    else if (token === '}') {
      braces -= 1;
      if (braces === 0) kind = '';
    } else if (parentheses === 0) {
      if (braces === 0) kind ||= token;
      else if (braces === 1 && kind === 'mutation') fields += weightOf(token);
    }
  }
  return fields < 2;
}

/** What stands for a fragment may be any number of fields; an alias and a directive are none. */
function weightOf(token: string): number {
  if (token === '...') return 2;
  return token.startsWith('@') || token.endsWith(':') ? 0 : 1;
}

/** The part of a parsed document that matters here. */
interface ParsedDocument {
  readonly definitions: readonly {
    readonly kind: string;
    readonly operation?: string;
    readonly selectionSet?: { readonly selections: readonly { readonly kind: string }[] };
  }[];
}

/** The same of a parsed document. */
export function isRepeatableDocument({ definitions }: ParsedDocument): boolean {
  return definitions.every(({ operation, selectionSet }) => {
    const [first, ...others] = selectionSet?.selections ?? [];
    return operation !== 'mutation' || (first?.kind === 'Field' && others.length === 0);
  });
}
