import { createServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { createDrain } from '../platform/http/drain.js';
import { createMetricsServer } from '../platform/http/metrics-server.js';
import { createHttpServer, timeoutsOf } from '../platform/http/server.js';
import type { Listener } from '../platform/route.js';
import type { Telemetry } from '../platform/telemetry/telemetry.js';
import type { Config } from './config.js';
import type { Addresses } from './embedding.js';

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
      const page = await metrics
        ?.listen({ port: config.metricsPort, host: config.metricsHost })
        .catch((error: unknown) => {
          throw withAdvice(error, 'METRICS_');
        });
      // Once, also when an attempt before has failed.
      server.off('request', listener).on('request', listener);
      const port = await listen(server, config).catch(async (error: unknown) => {
        await metrics?.close();
        throw error;
      });
      const url = urlOf(port) + config.basePath;
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

/**
 * The configuration with a port of its own where PORT is 0 and PUBLIC_URL says nothing else: the issuer of the tokens
 * and the links in mails name it, long before anyone listens. Another program could take it in between.
 */
export async function withOwnPort(config: Config): Promise<Config> {
  const { host, publicUrl } = config;
  const placeholder = urlOf(0);
  if (!`${publicUrl}/`.startsWith(`${placeholder}/`)) return config;
  const probe = createServer();
  const port = await listen(probe, { port: 0, host });
  await new Promise((resolve) => probe.close(resolve));
  const settle = (value: unknown) => {
    const isBelow = typeof value === 'string' && `${value}/`.startsWith(`${placeholder}/`);
    return isBelow ? urlOf(port) + value.slice(placeholder.length) : value;
  };
  const settled = Object.entries(config).map(([key, value]: [string, unknown]) => {
    return [key, Array.isArray(value) ? Object.freeze(value.map(settle)) : settle(value)] as const;
  });
  return Object.freeze({ ...config, ...Object.fromEntries(settled), port });
}

const urlOf = (port: number) => `http://localhost:${port}`;

/** What to do about an address that cannot be listened at; the rest of a sentence. */
const advice: Readonly<Record<string, (option: string) => string>> = {
  EADDRINUSE: (option) => `set ${option}PORT to another one, or stop the program that has it`,
  EACCES: (option) => `set ${option}PORT to 1024 or more, or let this user listen below it`,
  EADDRNOTAVAIL: (option) => `set ${option}HOST to an address of this machine`,
  ENOTFOUND: (option) => `set ${option}HOST to an address of this machine`,
};

/** Says in the error itself which option leads out of it. */
function withAdvice<E>(error: E, option: '' | 'METRICS_'): E {
  if (!(error instanceof Error)) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  const what = advice[code]?.(option);
  if (what !== undefined) error.message += `; ${what}`;
  return error;
}

async function listen(
  server: NetServer,
  { port, host }: Pick<Config, 'port' | 'host'>,
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(withAdvice(error, '')));
    server.listen({ port, host }, () => resolve());
  });
  return (server.address() as AddressInfo).port;
}
