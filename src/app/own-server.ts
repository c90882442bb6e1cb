import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDrain } from '../platform/http/drain.js';
import { createMetricsServer } from '../platform/http/metrics-server.js';
import { createHttpServer, timeoutsOf } from '../platform/http/server.js';
import type { Listener } from '../platform/route.js';
import type { Telemetry } from '../platform/telemetry/telemetry.js';
import type { Config } from './config.js';

/** Where a service listens; `metricsUrl` only with METRICS=on. */
export interface Addresses {
  readonly url: string;
  readonly metricsUrl?: string;
}

/** The service's own HTTP server, and that of its metrics. */
export interface OwnServer {
  isDraining(): boolean;
  /** @param listener answers every request */
  listen(listener: Listener): Promise<Addresses>;
  /** Drains; see SHUTDOWN_DELAY and SHUTDOWN_TIMEOUT. */
  close(): Promise<void>;
}

export function createOwnServer(config: Config, { exposition }: Telemetry): OwnServer {
  const { requestTimeout, keepAliveTimeout } = config;
  const server = createHttpServer(
    timeoutsOf({ request: requestTimeout, keepAlive: keepAliveTimeout }),
  );
  const drain = createDrain(server);
  const metrics = exposition && createMetricsServer(exposition);
  return {
    isDraining: () => drain.isDraining(),
    async listen(listener) {
      const page = await metrics?.listen({ port: config.metricsPort, host: config.metricsHost });
      // Once, also when an attempt before has failed.
      server.off('request', listener).on('request', listener);
      const { url } = await listen(server, config);
      return page === undefined ? { url } : { url, metricsUrl: page.url };
    },
    async close() {
      if (server.listening) {
        await drain.close({ delay: config.shutdownDelay, timeout: config.shutdownTimeout });
      }
      await metrics?.close();
    },
  };
}

async function listen(server: Server, { port, host, basePath }: Config): Promise<{ url: string }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => resolve());
  });
  const { port: actual } = server.address() as AddressInfo;
  return { url: `http://localhost:${actual}${basePath}` };
}
