import { createServer, request as forward, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestServer } from './test-server.js';

export interface Passed {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** The name of the GraphQL operation, or `""`. */
  readonly operation: string;
  readonly status: number;
}

/**
 * What can happen to a request: `cut` before it arrives, its reply `lost` on the way back or held until the
 * promise resolves, or answered by something in between that is `down`.
 */
export type Fault = 'cut' | 'lost' | 'down' | Promise<void>;

/** A reply that never comes. */
export const silence = new Promise<void>(() => undefined);

/** Stands before the service, sees what clients really send, and can be a bad network. */
export interface Proxy {
  readonly port: number;
  readonly url: string;
  /** Where the requests go. */
  target: string;
  /** Lets every page of every origin in, as a proxy does that "fixed CORS". */
  careless: boolean;
  /** The requests that the service answered, in order. */
  readonly passed: Passed[];
  /** How many of them were of the GraphQL operation. */
  count(operation: string): number;
  /** What happens to a request of this operation. */
  fault: (operation: string) => Fault | undefined;
  close(): Promise<void>;
}

export async function startProxy(target = ''): Promise<Proxy> {
  const server = createServer((request, response) => {
    const { method = '', headers, url } = request;
    const everyone = {
      'access-control-allow-origin': headers.origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
    };
    if (proxy.careless && method === 'OPTIONS') {
      response.writeHead(204, everyone).end();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const operation = operationOf(body.toString());
      const fault = method === 'OPTIONS' ? undefined : proxy.fault(operation);
      if (fault === 'cut') response.destroy();
      else if (fault === 'down') response.writeHead(502).end('<h1>Bad Gateway</h1>');
      else pass(body, operation, fault);
    });

    function pass(
      body: Buffer,
      operation: string,
      fault: 'lost' | Promise<void> | undefined,
    ): void {
      const options = { method, headers, agent: false };
      const onward = forward(`${proxy.target}${url ?? '/'}`, options, (answer) => {
        const { statusCode: status = 0 } = answer;
        proxy.passed.push({ method, headers, operation, status });
        if (fault === 'lost') {
          answer.resume();
          response.destroy();
          return;
        }
        // How long the service keeps its connection says nothing about ours (RFC 9110 §7.6.1).
        delete answer.headers['keep-alive'];
        const answered = proxy.careless ? { ...answer.headers, ...everyone } : answer.headers;
        void Promise.resolve(fault).then(() => {
          response.writeHead(status, answered);
          answer.pipe(response);
          // Who leaves a stream leaves it at the service, too.
          response.on('close', () => answer.destroy());
        });
      });
      onward.on('error', () => response.destroy());
      onward.end(body);
    }
  });
  // Else a connection ends after five seconds, at times while its client sends the next request.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const proxy: Proxy = {
    port,
    url: `http://127.0.0.1:${port}`,
    target,
    careless: false,
    passed: [],
    count: (operation) => proxy.passed.filter((one) => one.operation === operation).length,
    fault: () => undefined,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return proxy;
}

/**
 * A service with a proxy before it, for `beforeAll`.
 * @returns ends both, after the tests
 */
export async function startBehindProxy<Server extends TestServer>(
  starting: Promise<Server>,
  give: (started: { server: Server; proxy: Proxy }) => void,
): Promise<() => Promise<void>> {
  const server = await starting;
  const proxy = await startProxy(server.url);
  give({ server, proxy });
  return async () => {
    await proxy.close();
    await server.close();
  };
}

function operationOf(body: string): string {
  return /\b(?:query|mutation|subscription)\s+(\w+)/.exec(body)?.[1] ?? '';
}
