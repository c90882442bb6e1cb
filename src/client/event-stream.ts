import { AuthgraphError, errorsOf, type GraphQLResult } from './result.js';

/** What goes over the wire is bounded: characters of one event, or of a refusal. */
const longest = 65_536;

export interface StreamRequest {
  readonly url: string;
  /** The body of the request. */
  readonly body: string;
  readonly token: string;
  readonly fetch: typeof fetch | undefined;
  readonly signal: AbortSignal;
  /** Hears that something of the stream has come, also the heartbeats between events. */
  readonly onAlive: () => void;
  /** Hears the data of an answer that has no errors. */
  readonly onData: (data: object) => void;
  /** Hears a position that the service sends beside the events. */
  readonly onPosition: (position: string) => void;
}

/** How a stream has ended, or why there was none. What the network or an abort does is thrown. */
export type StreamEnd =
  /** Completed by the service, or cut. */
  | { readonly kind: 'over' }
  /** The access token was refused. */
  | { readonly kind: 'refused' }
  /** The service has no streams, or this runtime cannot read them. */
  | { readonly kind: 'none' }
  /** The position is of no use to the service. */
  | { readonly kind: 'lost' }
  /** The service asks for patience. @param retryAfter seconds, if it says how much */
  | { readonly kind: 'busy'; readonly retryAfter: number };

/** Opens a stream of answers (server-sent events, as of graphql-sse), and reads it to its end. */
export async function readStream(request: StreamRequest): Promise<StreamEnd> {
  const { url, body, token, signal } = request;
  const response = await (request.fetch ?? fetch)(url, {
    method: 'POST',
    signal,
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
    },
    body,
  });
  const { status, headers } = response;
  if (status === 404 || response.body === null) {
    response.body?.cancel().catch(() => undefined);
    return { kind: 'none' };
  }
  const isStream = /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
  return isStream
    ? readAnswers(response, request)
    : refusalOf(response, await readText(response.body));
}

async function readAnswers(response: Response, request: StreamRequest): Promise<StreamEnd> {
  const { onAlive, onData, onPosition } = request;
  for await (const { name, data, id } of eventsIn(chunksOf(response.body, onAlive))) {
    if (id !== '') onPosition(id);
    if (name === 'complete') break;
    if (data === '') continue;
    const answer = parse(data);
    if (errorsOf(answer).length > 0) return refusalOf(response, data);
    if (answer.data) onData(answer.data);
  }
  return { kind: 'over' };
}

/** What the status, `Retry-After` and the errors of an answer mean for the next try. */
function refusalOf({ status, headers }: Response, text: string): StreamEnd {
  const [first] = errorsOf(parse(text));
  const { code, reason, retryAfter } = new AuthgraphError(first ?? { message: '' });
  if (code === 'UNAUTHENTICATED' || status === 401) return { kind: 'refused' };
  if ((reason as string | undefined)?.startsWith('POSITION_')) return { kind: 'lost' };
  return { kind: 'busy', retryAfter: retryAfter ?? (Number(headers.get('retry-after')) || 0) };
}

function parse(text: string): GraphQLResult<object> {
  try {
    return (JSON.parse(text) ?? {}) as GraphQLResult<object>;
  } catch {
    return {};
  }
}

async function readText(body: Response['body']): Promise<string> {
  let text = '';
  for await (const chunk of chunksOf(body)) {
    text += chunk;
    if (text.length > longest) break;
  }
  return text;
}

/** Text as it comes. Safari does not let a stream itself be iterated. */
async function* chunksOf(body: Response['body'], onAlive?: () => void): AsyncGenerator<string> {
  const reader = (body as NonNullable<Response['body']>).getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onAlive?.();
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    // Whoever stops in the middle lets go of the connection.
    reader.cancel().catch(() => undefined);
  }
}

export interface ServerSentEvent {
  readonly name: string;
  readonly data: string;
  readonly id: string;
}

/**
 * The events of a stream (HTML standard, section 9.2.6), as far as services send them: `retry` is for browsers.
 * @throws RangeError for an event that is longer than 65,536 characters
 */
export async function* eventsIn(chunks: AsyncIterable<string>): AsyncGenerator<ServerSentEvent> {
  let rest = '';
  let [name, data, id] = ['', '', ''];
  for await (const chunk of chunks) {
    // A carriage return at the very end may be half of a line break.
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() as string;
    for (const line of lines) {
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (line === '') {
        if (name + data + id !== '') yield { name, data: data.slice(0, -1), id };
        [name, data, id] = ['', '', ''];
      } else if (field === 'event') name = value;
      else if (field === 'data') data += `${value}\n`;
      else if (field === 'id') id = value;
      if (data.length > longest) throw new RangeError('The event is too long.');
    }
    if (rest.length > longest) throw new RangeError('The event is too long.');
  }
}
