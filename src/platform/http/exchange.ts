import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientInfo } from '../client-info.js';

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: { readonly pathname: string; readonly search: string };
  readonly requestId: string;
  readonly client: ClientInfo;
}

export type Handler = (exchange: Exchange) => Promise<void> | void;

/**
 * Splits the request target. A host in it (absolute form, RFC 9112 §3.2.2) is the caller's word and is
 * never used.
 */
export function parseTarget(target = '/'): Exchange['url'] {
  const path = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*/i, '');
  const query = path.indexOf('?');
  const pathname = query === -1 ? path : path.slice(0, query);
  return { pathname: pathname === '' ? '/' : pathname, search: path.slice(pathname.length) };
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  cacheControl = 'no-store',
): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('cache-control', cacheControl);
  response.end(JSON.stringify(body));
}

/** Answers a request that never reached GraphQL in the form of a GraphQL error. */
export function sendError(
  response: ServerResponse,
  status: number,
  error: { message: string; extensions: Record<string, unknown> },
): void {
  sendJson(response, status, { errors: [error] });
}
