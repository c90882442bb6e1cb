import { createServer, request as forward, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Passed {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
}

/** Stands before the service, and sees what browsers really send. */
export interface Proxy {
  readonly port: number;
  /** Where the requests go. */
  target: string;
  /** Lets every page of every origin in, as a proxy does that "fixed CORS". */
  careless: boolean;
  /** The requests that were answered, in order. */
  readonly passed: Passed[];
  close(): Promise<void>;
}

export async function startProxy(): Promise<Proxy> {
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
    const options = { method, headers, agent: false };
    const onward = forward(`${proxy.target}${url ?? '/'}`, options, (answer) => {
      const { statusCode: status = 0 } = answer;
      proxy.passed.push({ method, headers, status });
      response.writeHead(
        status,
        proxy.careless ? { ...answer.headers, ...everyone } : answer.headers,
      );
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: Proxy = {
    port: (server.address() as AddressInfo).port,
    target: '',
    careless: false,
    passed: [],
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return proxy;
}
