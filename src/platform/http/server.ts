import { createServer, type Server } from 'node:http';
import { option } from '../config/option.js';
import { wholeNumber } from '../config/schemas.js';

/** All in milliseconds. None of them is a limit for the work itself. */
export interface Timeouts {
  /** From a connection, or the first byte of its next request, to the end of the headers. */
  readonly headers: number;
  /** To the end of the body. */
  readonly request: number;
  /** From an answer to the first byte of the next request. */
  readonly keepAlive: number;
  /** Without a byte in either direction while a request is under way: the client takes no answer. */
  readonly stalled: number;
}

/** Bytes of the request line and all headers (431 beyond); an access token has at most 8 kB of them. */
const maxHeaderSize = 16_384;
/** Milliseconds between two looks for requests that are late. */
const maxInterval = 5_000;
const stalled = 120_000;

/** @param seconds how long a request may take to arrive whole, and an idle connection stay open */
export function timeoutsOf(seconds: { request: number; keepAlive: number }): Timeouts {
  const request = seconds.request * 1000;
  return { headers: request / 2, request, keepAlive: seconds.keepAlive * 1000, stalled };
}

/**
 * Node's server with time-outs, so that no client holds a connection or memory without end. A request that
 * is late is answered 408 (RFC 9110 §15.5.9) and its connection closed.
 */
export function createHttpServer({ headers, request, keepAlive, stalled }: Timeouts): Server {
  const server = createServer({
    maxHeaderSize,
    headersTimeout: headers,
    requestTimeout: request,
    keepAliveTimeout: keepAlive,
    connectionsCheckingInterval: Math.min(maxInterval, headers / 4),
  });
  server.timeout = stalled;
  return server;
}

/** How long a client may keep a connection busy, or idle. */
export const connectionOptions = {
  REQUEST_TIMEOUT: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 1,
      max: 300,
      default: 30,
    }),
    description: 'How long a request may take to arrive, its headers half of that.',
    danger: 'Too short: slow networks get 408. Too long: slow senders occupy connections.',
  }),
  KEEP_ALIVE_TIMEOUT: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 1,
      max: 3600,
      default: 75,
      because: 'more than your balancer: 60 for AWS and nginx, 620 for Google Cloud.',
    }),
    description: 'How long an idle connection stays open.',
    danger: 'Too short: the load balancer answers 502.',
  }),
};
