import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { startJsonServer } from './json-server.js';

/** A service whose `/revocations` says what it is told to say. */
export interface RevocationServer {
  readonly url: string;
  /** The paths that were asked for, with their positions. */
  readonly asked: readonly string[];
  readonly headers: readonly IncomingMessage['headers'][];
  /** How many connections are open. */
  open(): number;
  /** Writes to all connections. */
  write(text: string): void;
  revoke(revocation: object, id?: string): void;
  heartbeat(id?: string, lifetime?: number): void;
  /** Ends all connections; `cut`: without an ending. */
  end(cut?: boolean): void;
  /** What the next connections begin with; a number is a status to refuse them with. */
  begin(how: string | number): void;
  close(): Promise<void>;
}

const event = (type: string, id: string | undefined, data: object) =>
  `event: ${type}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;

/** Seconds. */
const usualLifetime = 900;

export const heartbeatOf = (id?: string, lifetime = usualLifetime) =>
  event('heartbeat', id, { lifetime });
export const revocationOf = (revocation: object, id?: string) =>
  event('revocation', id, revocation);

export async function startRevocationServer(): Promise<RevocationServer> {
  const responses = new Set<ServerResponse>();
  const asked: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  let how: string | number = heartbeatOf('p0');

  const server = await startJsonServer((response, request) => {
    asked.push(request.url ?? '');
    headers.push(request.headers);
    if (typeof how === 'number') {
      response.writeHead(how, { location: '/elsewhere' }).end('data: 1\n\n');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(how);
    responses.add(response);
    void once(response, 'close').then(() => responses.delete(response));
  });

  function write(text: string): void {
    for (const response of responses) response.write(text);
  }
  return {
    url: `${server.url}/revocations`,
    asked,
    headers,
    open: () => responses.size,
    write,
    revoke: (revocation, id) => write(revocationOf(revocation, id)),
    heartbeat: (id, lifetime) => write(heartbeatOf(id, lifetime)),
    end(cut = false) {
      for (const response of responses)
        if (cut) response.destroy();
        else response.end();
    },
    begin: (next) => (how = next),
    close: () => server.close(),
  };
}
