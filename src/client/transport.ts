import type { TypedDocument } from '../generated/client-operations.js';
import type { GraphQLResult } from './result.js';

export interface TransportOptions {
  readonly url: string;
  readonly cookies: boolean;
  readonly fetch: typeof fetch | undefined;
}

export interface SendOptions {
  readonly token?: string | undefined;
  /** Of a sign-in: see `sendingDeviceId`. */
  readonly device?: string | null | undefined;
  /** The token of a CAPTCHA. */
  readonly captcha?: string | undefined;
  /** Seconds until the answer counts as lost: 30 by default. */
  readonly timeout?: number;
  /** Goes on when the page is left, where the browser allows it. */
  readonly keepalive?: boolean;
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
    { token, device, captcha, timeout = 30, keepalive = false }: SendOptions = {},
  ) {
    const abort = new AbortController();
    const ask = async (extra: RequestInit = {}) => {
      // Looked up with every call, so that a later replacement of fetch, such as a polyfill, is used.
      const response = await (given ?? fetch)(url, {
        method: 'POST',
        signal: abort.signal,
        ...extra,
        ...(cookies && { credentials: 'include' }),
        headers: {
          'content-type': 'application/json',
          ...(cookies && { 'x-authgraph-cookies': 'on' }),
          ...(device && { 'x-authgraph-device': device }),
          ...(token && { authorization: `Bearer ${token}` }),
          ...(captcha && { 'x-authgraph-captcha': captcha }),
        },
        body: JSON.stringify({ query, variables }),
      });
      return read<Data>(response);
    };
    // Browsers refuse it beside other requests of the kind (64 KiB for all): then it goes without.
    const lasting = () =>
      ask({ keepalive }).catch((error: unknown) => {
        if (abort.signal.aborted) throw error;
        return ask();
      });
    return within(timeout * 1000, abort, keepalive ? lasting() : ask());
  };
}

/** Does not leave it to fetch alone to give up: some never settle, even when aborted. */
async function within<T>(time: number, abort: AbortController, answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      abort.abort();
      // React Native gives no reason.
      reject((abort.signal.reason as Error | undefined) ?? new TypeError('The request timed out.'));
    }, time);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
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
  readonly definitions?: readonly {
    readonly kind: string;
    readonly operation?: string;
    readonly selectionSet?: { readonly selections: readonly { readonly kind: string }[] };
  }[];
}

/** The same of a parsed document. */
export function isRepeatableDocument({ definitions = [] }: ParsedDocument): boolean {
  // A document that is known by its id only may be anything.
  if (definitions.length === 0) return false;
  return definitions.every(({ operation, selectionSet }) => {
    const [first, ...others] = selectionSet?.selections ?? [];
    return operation !== 'mutation' || (first?.kind === 'Field' && others.length === 0);
  });
}

export function isSubscription({ definitions = [] }: ParsedDocument): boolean {
  return definitions.some(({ operation }) => operation === 'subscription');
}
