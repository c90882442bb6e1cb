import { randomUUID } from 'node:crypto';
import { AuthError } from '../errors/auth-error.js';
import { platformReasons } from '../errors/reasons.js';
import type { Logger } from '../logger.js';
import type { ClientInfo } from '../client-info.js';
import { headerMaxima } from '../maxima.js';
import { whenOver, type Exchange, type Listener, type Outgoing, type Route } from '../route.js';
import { BodyError, parseTarget, sendError } from './body.js';
import { overlongHeader, refusalFor } from './client-info.js';

export interface ListenerOptions {
  readonly routes: ReadonlyMap<string, Route>;
  readonly readClient: (request: Exchange['request']) => ClientInfo;
  readonly logger: Logger;
  /** Names and values that every answer gets. */
  readonly headers: readonly (readonly [string, string])[];
}

/** From a request to its route: an id, a line in the log, and an answer in every case. */
export function createListener(options: ListenerOptions): Listener {
  const { routes, readClient, logger, headers } = options;
  // Nothing in the line could be a secret; to search it for one would take longer than to write it.
  const requestLog = logger.child({}, { redact: [] });
  return (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    const requestId = randomUUID();
    response.setHeader('x-request-id', requestId);
    const url = parseTarget(request.url);
    const exchange = { request, response, url, requestId, client: readClient(request) };
    logWhenDone(exchange, requestLog);
    dispatch(routes, exchange).catch((error: unknown) => answerFailure(exchange, error, logger));
  };
}

async function dispatch(routes: ReadonlyMap<string, Route>, exchange: Exchange): Promise<void> {
  const { request, response, url } = exchange;
  const overlong = overlongHeader(request);
  if (overlong !== undefined) {
    const most = headerMaxima[overlong].toLocaleString('en');
    sendError(response, 431, badRequest(`The header "${overlong}" takes at most ${most} bytes.`));
    return;
  }
  const route = routes.get(url.pathname);
  if (route === undefined) {
    sendError(response, 404, badRequest('Not found.'));
    return;
  }
  if (!route.methods.includes(request.method ?? '')) {
    response.setHeader('allow', route.methods.join(', '));
    sendError(response, 405, badRequest(`Use ${route.methods.join(' or ')} here.`));
    return;
  }
  // Not awaited: a stream lasts for hours, and what waits for it takes memory for as long.
  return route.handle(exchange);
}

function answerFailure(
  { request, response, requestId }: Exchange,
  error: unknown,
  logger: Logger,
): void {
  if (error instanceof BodyError) {
    for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
    sendError(response, error.status, badRequest(error.message));
    return;
  }
  const isUnavailable = error instanceof AuthError && error.code === 'SERVICE_UNAVAILABLE';
  if (isUnavailable && !response.headersSent) {
    const { retryAfter } = error.extensions;
    if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
    sendError(response, 503, refusalFor(request, error));
    return;
  }
  if (!isUnavailable) logger.error({ err: error, requestId }, 'a request failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message } = platformReasons.INTERNAL;
  sendError(response, 500, { message, extensions: { code, reason: 'INTERNAL', requestId } });
}

function badRequest(message: string) {
  return { message, extensions: { code: 'BAD_REQUEST' } };
}

/** Characters of a path in the log: none of ours is that long, and a caller's may have 15 kB. */
const pathMaxLength = 256;

/** The path without its query: a GET operation has its variables there. */
function logWhenDone(
  { request, response, url, requestId, client }: Exchange,
  logger: Logger,
): void {
  if (!logger.isLevelEnabled('info')) return;
  const started = performance.now();
  whenOver({ request, response }, () => {
    const line = {
      requestId,
      method: request.method,
      path: url.pathname.slice(0, pathMaxLength),
      status: statusOf(response),
      ms: Math.round((performance.now() - started) * 10) / 10,
      ipAddress: client.ipAddress,
    };
    logger.info(line, 'request');
  });
}

/** A client that went away before the answer got none. */
function statusOf(response: Outgoing): number | 'aborted' {
  return response.writableFinished ? response.statusCode : 'aborted';
}
