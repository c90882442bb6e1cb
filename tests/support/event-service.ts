import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AskedStream {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly token: string;
  readonly after: string | null;
}

/** The streams of a service, without the service: what comes over them, and when, is the test's affair. */
export interface EventService {
  readonly url: string;
  /** Every request so far. */
  readonly asked: AskedStream[];
  /** Answers a request: by a stream that stays open, unless the test says otherwise. */
  answer: (response: ServerResponse, asked: AskedStream) => void;
  /** How many streams are open. */
  open(): number;
  /** Sends an event over every open stream, or that of one access token. */
  send(event: object, only?: string): void;
  /** Writes text to every open stream. */
  write(text: string): void;
  /** Ends every open stream as a service does that shuts down. */
  complete(): void;
  /** Cuts every open stream. */
  cut(): void;
  close(): Promise<void>;
}

export const openStream = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(':\n\n');
};

/** The text of one answer. */
export const next = (answer: object): string => `event: next\ndata: ${JSON.stringify(answer)}\n\n`;

export async function startEventService(): Promise<EventService> {
  /** With the token of each. */
  const streams = new Map<ServerResponse, string>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const { variables } = JSON.parse(body) as { variables: { after: string | null } };
      const token = headers.authorization?.replace('Bearer ', '') ?? '';
      const asked = { method, url, headers, token, ...variables };
      service.asked.push(asked);
      streams.set(response, token);
      response.on('close', () => streams.delete(response));
      service.answer(response, asked);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const each = (act: (response: ServerResponse) => void) => [...streams.keys()].forEach(act);
  const service: EventService = {
    url: `http://127.0.0.1:${port}/graphql`,
    asked: [],
    answer: openStream,
    open: () => streams.size,
    send(event, only) {
      for (const [response, token] of streams) {
        if (only === undefined || only === token) response.write(next({ data: { event } }));
      }
    },
    write: (text) => each((response) => response.write(text)),
    complete: () => each((response) => response.end('event: complete\ndata:\n\n')),
    cut: () => each((response) => response.destroy()),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
}
