import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

/** A server of somebody else at a free port. */
export interface Host {
  readonly url: string;
  close(): Promise<void>;
}

export async function listen(listener: RequestListener): Promise<Host> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What serves functions of the web behind Node, as Hono and Next.js do: the body streams in, a lost client aborts. */
export function listenerOf(
  answer: (request: Request, incoming: IncomingMessage) => Promise<Response>,
): RequestListener {
  return (incoming, outgoing) => {
    const { method = 'GET', url = '/', rawHeaders } = incoming;
    const headers = new Headers();
    for (let index = 0; index < rawHeaders.length; index += 2) {
      headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
    }
    const gone = new AbortController();
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) gone.abort();
    });
    const hasBody = !['GET', 'HEAD', 'OPTIONS'].includes(method);
    const body = hasBody ? (Readable.toWeb(incoming) as ReadableStream) : null;
    const init = { method, headers, signal: gone.signal, body, duplex: 'half' };
    const request = new Request(`http://localhost${url}`, init);
    void answer(request, incoming).then(async (response) => {
      const own = [...response.headers].filter(([name]) => name !== 'set-cookie');
      outgoing.writeHead(response.status, {
        ...Object.fromEntries(own),
        'set-cookie': response.headers.getSetCookie(),
      });
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    });
  };
}
