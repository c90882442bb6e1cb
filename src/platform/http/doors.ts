import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { Logger } from '../logger.js';
import type { Listener } from '../route.js';
import { parseTarget } from './body.js';
import { createExecute, type Execute } from './execute.js';
import type { Gate } from './gate.js';
import { answerRequest } from './web-exchange.js';

/**
 * A handler of Node's `http`, and a middleware of Express. Without `next`, what is no path of Authgraph is answered
 * 404.
 */
export type NodeHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/**
 * Finds the address of the client of a `Request`, which has none itself. An IP address; with anything else the client
 * shares its limits with all others whose address is unknown.
 * @typeParam Host what the host passes beside the request, such as Bun's server or Deno's connection
 */
export type ClientAddress<Host extends readonly unknown[]> = (
  request: Request,
  ...host: Host
) => string | null | undefined;

/** @typeParam Host what the host passes to `fetch` beside the request */
export interface Doors<Host extends readonly unknown[]> {
  /**
   * For `node:http`, Express, Fastify and the like. It must see the body unread, and answers what has a path of
   * Authgraph; the rest goes to `next`, or is answered 404.
   */
  readonly handler: NodeHandler;
  /**
   * For servers of web functions, such as Hono, Next.js, Bun and Deno. It answers every path, foreign ones 404. A
   * `signal` that aborts ends the reading of the body; an operation that has begun is finished, as behind `listen`.
   * @throws TypeError (as a rejection) without `clientAddress`, and for a body that was read before
   */
  readonly fetch: (request: Request, ...host: Host) => Promise<Response>;
  /**
   * Runs an operation in this process, with the checks of a request: rules, limits, maxima, masking. It resolves
   * for refusals too; look at `errors`.
   *
   * @example
   * ```ts
   * const { data, errors } = await auth.execute('{ me { username } }', {}, {
   *   clientAddress: request.ip ?? null,
   *   headers: request.headers,
   * });
   * ```
   */
  readonly execute: Execute;
}

export interface DoorOptions<Host extends readonly unknown[]> {
  readonly gate: Gate;
  /** Those that there is an answer for. */
  readonly paths: { has(path: string): boolean };
  /** Of the GraphQL endpoint. */
  readonly endpoint: string;
  readonly addressOf: (request: Request, ...host: Host) => string;
}

/** Doors to one pipeline, for requests that come from other servers. */
export function createDoors<Host extends readonly unknown[]>(
  options: DoorOptions<Host>,
): Doors<Host> {
  const { listener } = options.gate;
  return {
    handler: createNodeHandler(listener, options.paths),
    fetch: async (request, ...host) =>
      answerRequest(listener, request, options.addressOf(request, ...host)),
    execute: createExecute(listener, options.endpoint),
  };
}

function createNodeHandler(listener: Listener, paths: { has(path: string): boolean }): NodeHandler {
  return (request, response, next) => {
    const target = targetOf(request);
    if (next !== undefined && !paths.has(parseTarget(target).pathname)) {
      next();
      return;
    }
    request.url = target;
    listener(request, response);
  };
}

/** Express cuts the path where a handler is mounted off `url`. */
function targetOf(request: IncomingMessage & { originalUrl?: unknown }): string | undefined {
  const { originalUrl, url } = request;
  return typeof originalUrl === 'string' ? originalUrl : url;
}

const withoutAddress =
  'a Request does not know its client, and all clients would share one limit of attempts: give createAuthServer() "clientAddress", a function from the request to the IP address of its client';

const noText =
  'clientAddress() must return the IP address as a string, or null, and not a Promise or an object';

/**
 * Finds addresses, and warns once where there is none.
 * @throws TypeError without `clientAddress`, and if it gives something else than a string or null
 */
export function createAddressOf<Host extends readonly unknown[]>(
  clientAddress: ClientAddress<Host> | undefined,
  logger: Logger,
): (request: Request, ...host: Host) => string {
  let warned = false;
  return (request, ...host) => {
    if (clientAddress === undefined) throw new TypeError(withoutAddress);
    const address: unknown = clientAddress(request, ...host) ?? '';
    if (typeof address !== 'string') throw new TypeError(noText);
    if (isIP(address) === 0 && !warned) {
      warned = true;
      logger.warn('clientAddress() gave no IP address: such clients share one limit of attempts');
    }
    return address;
  };
}
