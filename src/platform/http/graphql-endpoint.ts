import { HeaderMap, type ApolloServer, type HTTPGraphQLResponse } from '@apollo/server';
import { AuthError, overloaded } from '../errors/auth-error.js';
import type { DocumentLimits } from '../graphql/limits/document-limits.js';
import type { FindDocument } from '../graphql/persisted-documents.js';
import { refuseRequest, type RequestParts } from '../graphql/limits/request.js';
import type { Exchange, Incoming, RequestContext } from '../route.js';
import { readJson, sendError } from './body.js';
import { allowSandbox } from './security-headers.js';
import { authorizationOf, preferredLocales, refusalFor } from './client-info.js';
import { responseJson, takesResponseJson } from '../graphql/error-plugin.js';
import { addressBucket } from '../address.js';

/** What an operation's context is made of. */
export interface ContextInput extends Pick<
  Exchange,
  'request' | 'response' | 'requestId' | 'client'
> {
  /** The header; a list if it came more than once. */
  readonly authorization: string | string[] | undefined;
  /** Read when they are asked for: most operations write to nobody. */
  readonly locales: () => readonly string[];
}

export interface GraphQLEndpointOptions<C extends RequestContext> {
  readonly apollo: ApolloServer<C>;
  /** An error if the request may not be answered at all, for any document. */
  readonly contextOf: (input: ContextInput) => C | AuthError;
  readonly limits: DocumentLimits;
  /** For requests that name a document instead of sending it. */
  readonly findDocument: FindDocument;
  /** One for all endpoints of the service. */
  readonly waitForTurn: AnonymousRequestLimiter;
}

/**
 * GraphQL over HTTP, straight from Node's request to Apollo: measured a third faster than through a web
 * framework, and Apollo does the protocol's part (methods, media types, CSRF prevention).
 */
export function createGraphQLEndpoint<C extends RequestContext>({
  apollo,
  contextOf,
  limits,
  findDocument,
  waitForTurn,
}: GraphQLEndpointOptions<C>): (exchange: Exchange) => Promise<void> {
  return async function answer({ request, response, url, requestId, client }) {
    const body = request.method === 'POST' ? await readJson(request) : undefined;
    const parts = partsOf(body, url.search);
    const document = refuseRequest(parts, limits) ?? findDocument(parts);
    if (document instanceof AuthError) {
      sendRefusal({ request, response }, document);
      return;
    }
    const contextValue = contextOf(contextInputOf({ request, response, requestId, client }));
    if (contextValue instanceof AuthError) {
      sendError(response, 403, refusalFor(request, contextValue));
      return;
    }
    if (contextValue.auth.status !== 'authenticated') await waitForTurn(client.ipAddress);
    const result = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method ?? 'GET',
        headers: headerMap(request),
        ...(document === undefined
          ? { search: url.search, body }
          : withText(document, parts, body)),
      },
      context: () => Promise.resolve(contextValue),
    });
    await send(response, result);
  };
}

/** What an operation of this request is to know of it. */
export function contextInputOf(exchange: Omit<Exchange, 'url'>): ContextInput {
  const { request, response, requestId, client } = exchange;
  return {
    request,
    response,
    authorization: authorizationOf(request),
    requestId,
    client,
    locales: () => preferredLocales(request),
  };
}

/** The parts of a request that GraphQL reads, as far as they are valid; Apollo reports the faults of the rest. */
export function partsOf(body: unknown, search = ''): RequestParts {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  if (search === '') return {};
  const parameters = new URLSearchParams(search);
  return {
    query: parameters.get('query'),
    documentId: parameters.get('documentId'),
    operationName: parameters.get('operationName'),
    variables: jsonOf(parameters.get('variables')),
    extensions: jsonOf(parameters.get('extensions')),
  };
}

/** The request as if it had sent the document itself; Apollo would refuse a hash beside it. */
function withText(document: string, parts: RequestParts, body: unknown) {
  const { operationName, variables, extensions } = parts;
  const others = Object.entries(extensions ?? {}).filter(([name]) => name !== 'persistedQuery');
  const named = { operationName, variables, extensions: Object.fromEntries<unknown>(others) };
  const given = Object.entries(named).filter(([, value]) => value !== undefined && value !== null);
  const request = { query: document, ...Object.fromEntries<unknown>(given) };
  if (body !== undefined) return { search: '', body: request };
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(request)) {
    search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return { search: `?${search.toString()}`, body };
}

function jsonOf(text: string | null): unknown {
  try {
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** Answers as Apollo would: a refused document is not a fault of its HTTP request. */
function sendRefusal(
  { request, response }: Pick<Exchange, 'request' | 'response'>,
  refusal: AuthError,
): void {
  const isModern = takesResponseJson(request.headers.accept);
  response.statusCode = isModern || refusal.reason === 'INPUT_TOO_LONG' ? 400 : 200;
  response.setHeader(
    'content-type',
    `${isModern ? responseJson : 'application/json'}; charset=utf-8`,
  );
  response.setHeader('cache-control', 'no-store');
  response.end(JSON.stringify({ errors: [refusalFor(request, refusal)] }));
}

/** Without an array for each header. */
function headerMap({ headers }: Incoming): HeaderMap {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

function send(
  response: Exchange['response'],
  { status = 200, headers, body }: HTTPGraphQLResponse,
): Promise<void> | undefined {
  for (const [name, value] of headers) response.setHeader(name, value);
  // Answers hold tokens: no cache may keep one (RFC 6749 §5.1, OWASP ASVS 14.3.2).
  response.setHeader('cache-control', 'no-store');
  response.statusCode = status;
  if (body.kind === 'complete') {
    if (headers.get('content-type') === 'text/html') allowSandbox(response, body.string);
    response.end(body.string);
    return undefined;
  }
  return sendPieces(response, body.asyncIterator);
}

async function sendPieces(
  response: Exchange['response'],
  pieces: AsyncIterable<string>,
): Promise<void> {
  for await (const piece of pieces) response.write(piece);
  response.end();
}

/** How many may begin in one turn of the event loop; each takes a fraction of a millisecond. */
const perTurn = 4;

/** How many may wait, each with its request in memory, of up to 100 kB. */
const maxWaiting = 1000;

/** How many of one address may wait, so that it takes up a part of the room only. */
const maxOfAddress = 500;

/**
 * @throws AuthError `OVERLOADED` if 500 of the address wait already, or 1,000 in all
 * @returns resolves, or answers at once with `undefined`, when the caller may begin
 */
export type AnonymousRequestLimiter = (address: string | null) => Promise<void> | undefined;

/**
 * Authenticated requests come first: of anonymous requests a few begin in each turn of the event loop, and the others
 * wait for the next turns. Addresses (IPv6 by network) take turns, each with its requests in the order of their
 * arrival, so that one with hundreds does not hold up one with a single request. Where few come at once nobody waits.
 */
export function createAnonymousRequestLimiter(): AnonymousRequestLimiter {
  /** By address; the first one is next. */
  const lines = new Map<string, (() => void)[]>();
  let waiting = 0;
  let begun = 0;

  function count(): void {
    begun += 1;
    if (begun === 1) setImmediate(nextTurn);
  }

  function takeNext(): (() => void) | undefined {
    for (const [address, line] of lines) {
      const begin = line.shift();
      lines.delete(address);
      if (line.length > 0) lines.set(address, line);
      waiting -= 1;
      return begin;
    }
    return undefined;
  }

  function nextTurn(): void {
    begun = 0;
    for (let begin = takeNext(); begin !== undefined; begin = takeNext()) {
      count();
      begin();
      if (begun >= perTurn) return;
    }
  }

  return (address) => {
    if (begun < perTurn) {
      count();
      return undefined;
    }
    const key = addressBucket(address);
    const line = lines.get(key) ?? [];
    if (waiting >= maxWaiting || line.length >= maxOfAddress) throw overloaded();
    lines.set(key, line);
    waiting += 1;
    return new Promise((resolve) => line.push(resolve));
  };
}
