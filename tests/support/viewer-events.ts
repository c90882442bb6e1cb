import type { GraphQLError } from './graphql-client.js';

/** An event, with all that its types have. */
export interface ViewerEvent {
  readonly __typename: string;
  readonly id: string;
  readonly at: string;
  readonly position: string;
  readonly sessionId?: string | null;
  readonly current?: boolean;
  readonly reason?: string;
  readonly roles?: string[];
  readonly type?: string;
}

export interface StreamAnswer {
  readonly data?: { viewerEvents: ViewerEvent } | null;
  readonly errors?: GraphQLError[];
}

export const subscription = `subscription ($after: String) { viewerEvents(after: $after) {
  __typename id at position
  ... on SessionEnded { sessionId current reason }
  ... on RolesChanged { roles }
  ... on CredentialsChanged { type } } }`;

export interface OpenOptions {
  readonly token?: string | undefined;
  readonly after?: string | undefined;
  readonly headers?: Record<string, string>;
  /** Instead of the subscription. */
  readonly body?: object;
  readonly fetch?: (request: Request) => Promise<Response>;
}

export interface OpenedStream {
  readonly response: Response;
  /** The next answer; `complete`, or `cut` for the end of a connection without one. */
  next(): Promise<StreamAnswer | 'complete' | 'cut'>;
  /** The next event. @throws Error for anything else */
  event(): Promise<ViewerEvent>;
  /** What the service has said beside its comments, as far as it was read. */
  position(): string | undefined;
  /** All answers up to the end, and how it ended. */
  rest(): Promise<(StreamAnswer | string)[]>;
  leave(): Promise<void>;
}

/** Opens a stream as a client does that has nothing but fetch. */
export async function openStream(url: string, options: OpenOptions = {}): Promise<OpenedStream> {
  const { token, after, headers = {}, body, fetch: send = fetch } = options;
  const request = new Request(`${url}/graphql/stream`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify(body ?? { query: subscription, variables: { after } }),
  });
  const response = await send(request);
  if (response.body === null) throw new Error('there is no body');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let position: string | undefined;

  async function next(): Promise<StreamAnswer | 'complete' | 'cut'> {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end === -1) {
        const chunk = await reader.read().catch(() => undefined);
        if (chunk === undefined || chunk.done) return 'cut';
        text += chunk.value;
        continue;
      }
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      position = /^:\nid: (.+)$/.exec(block)?.[1] ?? position;
      const [, type, data = ''] = /^event: (\w+)\ndata: ?(.*)$/.exec(block) ?? [];
      if (type === 'complete') return 'complete';
      if (type === 'next') return JSON.parse(data) as StreamAnswer;
    }
  }
  return {
    response,
    next,
    position: () => position,
    async event() {
      const answer = await next();
      if (typeof answer === 'string' || !answer.data) {
        throw new Error(`expected an event, got ${JSON.stringify(answer)}`);
      }
      return answer.data.viewerEvents;
    },
    async rest() {
      const answers: (StreamAnswer | string)[] = [];
      while (typeof answers.at(-1) !== 'string') answers.push(await next());
      return answers;
    },
    leave: () => reader.cancel(),
  };
}

/** The reason of a stream that was refused with one error, and completed. */
export async function refusalOfStream(stream: OpenedStream): Promise<string | undefined> {
  const [answer, end, ...others] = await stream.rest();
  if (typeof answer !== 'object' || answer.errors?.length !== 1 || others.length > 0) {
    throw new Error(`expected one error, got ${JSON.stringify(answer)}`);
  }
  if (end !== 'complete') throw new Error(`expected the end, got ${JSON.stringify(end)}`);
  const [error] = answer.errors;
  return error?.extensions.reason ?? error?.extensions.code;
}
