import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A server of somebody else, which answers as it is told, and counts. */
export interface JsonServer {
  readonly url: string;
  /** How many requests have come. */
  readonly requests: () => number;
  /** How the next requests are answered. */
  answer(how: Answer): void;
  close(): Promise<void>;
}

export async function startJsonServer(answer: Answer): Promise<JsonServer> {
  let present = answer;
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    present(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    answer: (how) => (present = how),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(code, headers).end();
}

/** Takes the request, and never answers. */
export const silence: Answer = () => undefined;

/** Begins an answer, and never ends it. */
export const halfAnswer: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"keys":[');
};
