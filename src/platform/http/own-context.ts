import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { AuthError } from '../errors/auth-error.js';
import type { ClientInfo } from '../client-info.js';
import type { Exchange, Incoming, Outgoing } from '../route.js';
import type { ClientAddress } from './doors.js';
import { contextInputOf, type ContextInput } from './graphql-endpoint.js';
import { WebRequest, WebResponse } from './web-exchange.js';

/** Makes the context of an operation in a GraphQL server of the application. */
export interface ContextOf<C, Host extends readonly unknown[]> {
  /**
   * @param response gets `X-Request-Id` and, in cookie mode, `Set-Cookie`
   * @throws GraphQLError `ORIGIN_REFUSED` (403), in cookie mode
   */
  (request: IncomingMessage, response: ServerResponse): C;
  /**
   * @param headers of the answer, to be sent with it: they get `x-request-id` and, in cookie mode, `set-cookie`
   * @throws TypeError without `clientAddress`
   */
  (request: Request, headers: Headers, ...host: Host): C;
}

export interface OwnContextOptions<C, Host extends readonly unknown[]> {
  readonly contextOf: (input: ContextInput) => C | AuthError;
  readonly readClient: (request: Incoming) => ClientInfo;
  readonly addressOf: ClientAddress<Host>;
}

export function createOwnContext<C extends object, Host extends readonly unknown[]>(
  options: OwnContextOptions<C, Host>,
): ContextOf<C, Host> {
  return (
    request: IncomingMessage | Request,
    answer: ServerResponse | Headers,
    ...host: readonly unknown[]
  ): C => {
    const web = request as Request;
    // Libraries bring along classes of their own for `Request` and `Headers`.
    const exchange =
      'setHeader' in answer
        ? { request: request as IncomingMessage, response: answer }
        : webExchange(web, answer, options.addressOf(web, ...(host as Host)));
    const requestId = randomUUID();
    exchange.response.setHeader('x-request-id', requestId);
    const client = options.readClient(exchange.request);
    const context = options.contextOf(contextInputOf({ ...exchange, requestId, client }));
    if (context instanceof AuthError) throw forbidden(context);
    return context;
  };
}

function webExchange(
  request: Request,
  headers: Headers,
  address: string | null | undefined,
): Pick<Exchange, 'request' | 'response'> {
  // Without its body, which is the application's to read.
  const head = new Request(request.url, { headers: request.headers });
  const setHeader: Outgoing['setHeader'] = (name, value) => {
    headers.delete(name);
    for (const each of [value].flat()) headers.append(name, String(each));
  };
  const response = Object.assign(new WebResponse('POST'), { setHeader });
  return { request: new WebRequest(head, address ?? null), response };
}

function forbidden(refusal: AuthError): GraphQLError {
  const extensions = { ...refusal.extensions, http: { status: 403 } };
  return new GraphQLError(refusal.message, { originalError: refusal, extensions });
}
