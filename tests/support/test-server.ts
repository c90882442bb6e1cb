import { subscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { loadConfig, type Config } from '../../src/app/config.js';
import { createAuthServer, type AuthServer } from '../../src/app/create-auth-server.js';
import type { ServerOverrides } from '../../src/app/embedding.js';
import { createMigratedDatabase, type TestDatabase, type TestDatabases } from './databases.js';
import {
  createGraphQLClient,
  dataOf,
  type GraphQLClient,
  type TokenPair,
} from './graphql-client.js';
import { unlimited } from './limits.js';
import { createTestClock, type TestClock } from './test-clock.js';
import { openStorage, type Storage } from '../../src/app/storage.js';

export interface TestServer extends GraphQLClient {
  readonly url: string;
  /** The service itself, for its other doors. */
  readonly auth: AuthServer;
  /** With METRICS=on. */
  readonly metricsUrl: string | undefined;
  readonly clock: TestClock;
  readonly database: TestDatabase;
  readonly config: Config;
  /** Every line logged so far, as text. */
  readonly logs: string[];
  /** Registers a user, and returns the pair of tokens. */
  signUp(username?: string): Promise<TokenPair>;
  /** Looks behind the API: runs `work` on a connection of its own to the server's database. */
  withStorage<T>(work: (storage: Storage) => Promise<T>): Promise<T>;
  /** Closes the server and drops its database. */
  close(): Promise<void>;
}

export interface TestServerOptions extends Omit<ServerOverrides, 'clock' | 'logger'> {
  /** Hashes passwords at the cost of production, for what is true only of hashes that take their time. */
  readonly expensiveHashes?: boolean;
  readonly database?: TestDatabases['name'];
  /** Another server's database, to run two on one. It is not dropped with this server. */
  readonly sharing?: TestServer;
  readonly env?: Record<string, string>;
  /** Stands still at the present, for clients with a clock of their own. */
  readonly realTime?: boolean;
}

let users = 0;

/** A sign-up costs a fraction of its time then. What hashes cost is tested where they are made. */
const passwordCosts = { memoryCost: 8, timeCost: 1, parallelism: 1 };

/** The HTTP servers of this process that have had a request, by their ports. */
const httpServers = new Map<string, Server>();
subscribe('http.server.request.start', (message) => {
  const { server } = message as { server: Server };
  httpServers.set(String((server.address() as AddressInfo | null)?.port), server);
});

/** A whole server on a database of its own, at a free port, at a time that stands still. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { database: name = 'sqlite', sharing, env = {}, realTime = false } = options;
  const {
    expensiveHashes = env['NODE_ENV'] === 'production',
    hooks,
    hookTimeout,
    clientAddress,
    sendMail,
    identityFetch,
    isBreachedPassword,
  } = options;
  const database = sharing?.database ?? (await createMigratedDatabase(name));
  const clock = sharing?.clock ?? createTestClock(realTime ? Date.now() : undefined);
  const logs: string[] = [];
  const config = loadConfig({
    PORT: '0',
    // One issuer for all servers of a database.
    PUBLIC_URL: `http://localhost:4000${env['BASE_PATH'] ?? ''}`,
    HOST: '127.0.0.1',
    ...unlimited,
    DATA_DIR: database.dataDir,
    ...(database.url === undefined ? {} : { DATABASE_URL: database.url }),
    ...env,
  });
  const logger = pino({ level: 'trace' }, { write: (line: string) => void logs.push(line) });
  const server = await createAuthServer(config, {
    clock,
    logger,
    ...(hooks && { hooks }),
    ...(hookTimeout && { hookTimeout }),
    ...(clientAddress && { clientAddress }),
    ...(sendMail && { sendMail }),
    ...(identityFetch && { identityFetch }),
    ...(isBreachedPassword && { isBreachedPassword }),
    ...(!expensiveHashes && { passwordCosts }),
  });
  const { url, metricsUrl } = await server.listen();
  const client = createGraphQLClient(url);
  return {
    ...client,
    url,
    auth: server,
    metricsUrl,
    clock,
    config,
    database,
    logs,
    async signUp(username = `user${(users += 1)}`) {
      return dataOf(await client.register({ username })).register;
    },
    async withStorage(work) {
      const storage = await openStorage(database.options);
      try {
        return await work(storage);
      } finally {
        await storage.close();
      }
    },
    async close() {
      // The service waits a quarter of a second for what a client may be sending on a connection that is idle. The
      // clients of these tests have their answers; tests/platform/http/drain.test.ts is about the others.
      httpServers.get(new URL(url).port)?.closeIdleConnections();
      await server.close();
      if (sharing === undefined) await database.drop();
    },
  };
}
