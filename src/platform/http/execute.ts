import { print, type DocumentNode, type GraphQLFormattedError } from 'graphql';
import type { RequestHeaders } from '../client-info.js';
import type { Listener } from '../route.js';
import { answerRequest } from './web-exchange.js';

/** A document with the types of its answer and variables, as code generators write them: `TypedDocumentNode`, or a text. */
export type TypedDocument<Data, Variables> = (DocumentNode | { toString(): string }) & {
  __apiType?: (variables: Variables) => Data;
};

/** For whom an operation runs. */
export interface ExecuteOptions {
  /** The IP address of the end user, by which attempts are limited; `null`: unknown, and limited with all others. */
  readonly clientAddress: string | null;
  /**
   * Of the end user, such as `authorization`, `user-agent`, `accept-language` and, in cookie mode, `cookie`. The `headers`
   * of a request, of the web or of Node, fit as they are; what is `undefined` is left out.
   */
  readonly headers?: Iterable<readonly [string, string]> | RequestHeaders;
}

/** The answer to an operation, as over HTTP. */
export interface ExecuteResult<Data> {
  readonly data?: Data | null;
  /** Refusals and faults; each has `extensions.code`, and most a `reason` of docs/errors.md. */
  readonly errors?: readonly GraphQLFormattedError[];
  /** Such as `retry-after`, `x-request-id` and, in cookie mode, `set-cookie`. */
  readonly headers: Headers;
}

export type Execute = <
  Data = Readonly<Record<string, unknown>>,
  Variables = Readonly<Record<string, unknown>>,
>(
  document: string | TypedDocument<Data, Variables>,
  variables: Variables,
  options: ExecuteOptions,
) => Promise<ExecuteResult<Data>>;

/** What is said of the message of HTTP around an operation, or of the way that it took: neither is there. */
const ofTheWay = [
  ...['accept', 'accept-encoding', 'connection', 'content-encoding', 'content-length', 'expect'],
  ...['host', 'transfer-encoding', 'x-forwarded-for'],
];

/** Runs operations in this process, through the same pipeline. @param path of the GraphQL endpoint */
export function createExecute(listener: Listener, path: string): Execute {
  return async (document, variables, { clientAddress, headers: given = {} }) => {
    const headers = headersFrom(given);
    for (const name of ofTheWay) headers.delete(name);
    headers.set('content-type', 'application/json');
    const query = isNode(document) ? print(document) : document.toString();
    const body = JSON.stringify({ query, variables });
    const request = new Request(`http://localhost${path}`, { method: 'POST', headers, body });
    const response = await answerRequest(listener, request, clientAddress);
    const answer = (await response.json()) as Omit<ExecuteResult<never>, 'headers'>;
    return { ...answer, headers: response.headers };
  };
}

function headersFrom(given: NonNullable<ExecuteOptions['headers']>): Headers {
  const headers = new Headers();
  const pairs = Symbol.iterator in given ? given : Object.entries(given);
  for (const [name, value = []] of pairs as Iterable<readonly [string, RequestHeaders[string]]>) {
    // A pseudo-header of HTTP/2 (RFC 9113 §8.3) is no header.
    if (name.startsWith(':')) continue;
    for (const each of [value].flat()) headers.append(name, each);
  }
  return headers;
}

function isNode(document: object | string): document is DocumentNode {
  return typeof document === 'object' && 'kind' in document;
}
