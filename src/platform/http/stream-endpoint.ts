import Negotiator from 'negotiator';
import { AuthError } from '../errors/auth-error.js';
import { refuseRequest } from '../graphql/limits/request.js';
import type { Answers, Subscribe } from '../graphql/subscriptions.js';
import type { Exchange, Handler, RequestContext } from '../route.js';
import { readJson, sendError } from './body.js';
import { refusalFor } from './client-info.js';
import type { EventStreams } from './event-stream.js';
import { contextInputOf, partsOf, type GraphQLEndpointOptions } from './graphql-endpoint.js';

export interface StreamEndpointOptions<C extends RequestContext> extends Omit<
  GraphQLEndpointOptions<C>,
  'apollo'
> {
  readonly subscribe: Subscribe<C>;
  readonly streams: EventStreams;
}

/**
 * GraphQL subscriptions over server-sent events: the "distinct connections" mode of graphql-sse, with the limits of
 * the other endpoint. The package's own handler would execute queries and mutations, take tokens of its single
 * connection mode from the URL, and let events wait for a slow reader without end.
 */
export function createStreamEndpoint<C extends RequestContext>({
  contextOf,
  limits,
  findDocument,
  waitForTurn,
  subscribe,
  streams,
}: StreamEndpointOptions<C>): Handler {
  return async function answer(exchange) {
    const { request, response, client } = exchange;
    const fault = faultOf(exchange);
    if (fault !== undefined) {
      sendError(response, fault.status, badRequest(fault.message));
      return;
    }
    const parts = partsOf(await readJson(request));
    const context = contextOf(contextInputOf(exchange));
    if (context instanceof AuthError) {
      sendError(response, 403, refusalFor(request, context));
      return;
    }
    const document = refuseRequest(parts, limits) ?? findDocument(parts);
    if (document instanceof AuthError) {
      return write(streams, exchange, refused(exchange, document));
    }
    if (context.auth.status !== 'authenticated') await waitForTurn(client.ipAddress);
    const asked = document === undefined ? parts : { ...parts, query: document };
    // Not awaited: what waits takes memory for as long as the stream lasts.
    return write(streams, exchange, await subscribe(asked, context));
  };
}

/** What is wrong with the request around the document. */
function faultOf({ request, url }: Exchange): { status: number; message: string } | undefined {
  if (url.search !== '') {
    return { status: 400, message: 'Send everything in the body and in headers, not in the URL.' };
  }
  const type = new Negotiator({ headers: request.headers }).mediaType(['text/event-stream']);
  if (type !== undefined) return undefined;
  return { status: 406, message: 'Answers are events: send "Accept: text/event-stream".' };
}

function badRequest(message: string) {
  return { message, extensions: { code: 'BAD_REQUEST' } };
}

async function* refused({ request }: Exchange, refusal: AuthError): Answers {
  yield await Promise.resolve({ errors: [refusalFor(request, refusal)] });
}

/** The answers as events, until there are no more of them or the reader leaves. */
async function write(streams: EventStreams, exchange: Exchange, answers: Answers): Promise<void> {
  const heartbeat = () => heartbeatOf(answers.position?.());
  const stream = streams.begin(exchange, {
    opening: heartbeat(),
    heartbeat,
    onOver: () => void answers.return?.(),
  });
  for await (const answer of answers) {
    if (stream.isOver()) return;
    stream.send(`event: next\ndata: ${JSON.stringify(answer)}\n\n`);
    await stream.sent();
  }
  stream.send('event: complete\ndata:\n\n');
  stream.end();
}

/** A comment, and the position as the id of the last event: no reader of events takes it for one (HTML §9.2.6). */
function heartbeatOf(position: string | undefined): string {
  return position === undefined ? ':\n\n' : `:\nid: ${position}\n\n`;
}
