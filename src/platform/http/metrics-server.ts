import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MetricsServer {
  listen(address: { port: number; host: string }): Promise<{ url: string }>;
  close(): Promise<void>;
}

/**
 * `/metrics` on a port of its own: it is for the operator, and must not be found at the public
 * address by accident.
 */
export function createMetricsServer(exposition: {
  readonly contentType: string;
  text(): Promise<string>;
}): MetricsServer {
  const server = createServer(({ method = '', url }, response) => {
    if (url !== '/metrics' || !['GET', 'HEAD'].includes(method)) {
      response.writeHead(404).end();
      return;
    }
    exposition.text().then(
      (text) => response.writeHead(200, { 'content-type': exposition.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });

  return {
    async listen({ port, host }) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port, host }, () => resolve());
      });
      return { url: `http://localhost:${(server.address() as AddressInfo).port}/metrics` };
    },
    async close() {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
