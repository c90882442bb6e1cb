import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Hooks } from '../features/passwords/hooks.js';
import { maxTokenLifetime, type Config } from './config.js';
import { inputMaxima } from './input-maxima.js';
import { resolveSecret } from '../platform/config/secret.js';
import { openCore, type Core } from './core.js';
import type { ServerOverrides } from './embedding.js';
import { createApollo } from '../platform/graphql/apollo.js';
import {
  createContextBuilder,
  createLiveAuth,
  type GraphQLContext,
} from '../features/sessions/context.js';
import { documentLimits } from '../platform/graphql/limits/document-limits.js';
import { administrationFields } from './permissions.js';
import { createFindDocument, loadKnownDocuments } from '../platform/graphql/persisted-documents.js';
import { createSchema, createSubgraphSchema } from './schema.js';
import { createFeatureRoutes, type Services } from './features.js';
import { createClientInfoReader } from '../platform/http/client-info.js';
import { createDrain } from '../platform/http/drain.js';
import { createGraphQLEndpoint } from '../platform/http/graphql-endpoint.js';
import { createListener } from '../platform/http/listener.js';
import { createMetricsServer } from '../platform/http/metrics-server.js';
import { observeCore, observeServices } from './observe.js';
import { createRoutes } from './routes.js';
import { setSecurityHeaders } from '../platform/http/security-headers.js';
import { createHttpServer, timeoutsOf } from '../platform/http/server.js';
import { startPruning } from './pruning.js';
import { openDelivery } from './delivery.js';
import { createAccessTokenVerifier, type AccessTokenVerifier } from '../resource-server/index.js';
import { createOAuthOf, createServices } from './create-services.js';
import { openTelemetry, type Telemetry } from '../platform/telemetry/telemetry.js';
import { openKeyRing } from '../features/signing-keys/feature.js';
import type { KeyRing } from '../features/signing-keys/key-ring.js';
import { createUserDirectory } from '../features/federation/entities.js';
import { loadSubgraph } from '../features/federation/load.js';
import {
  createCookieMode,
  noCookies,
  type OpenCookie,
} from '../features/sessions/refresh-cookie.js';

/** Where a service listens; `metricsUrl` only with METRICS=on. */
export interface Addresses {
  readonly url: string;
  readonly metricsUrl?: string;
}

/** A service that is ready to listen. */
export interface AuthServer {
  /** Starts to serve at the configured host and port, and the metrics at theirs. */
  listen(): Promise<Addresses>;
  /** Drains: answers what is under way, then closes the database. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Builds the whole service: opens and migrates the database, loads the keys, starts GraphQL.
 * @throws AuthError `DATABASE_UNAVAILABLE`; ConfigError for a secret or templates that cannot be read, or a missing package;
 * WrongSecretError for one that does not fit the database
 */
export async function createAuthServer(
  config: Config,
  overrides: ServerOverrides = {},
): Promise<AuthServer> {
  // A missing package is known before the database is touched.
  if (config.subgraph) await loadSubgraph();
  const telemetry = await openTelemetry(config);
  const core = await openCore(config, overrides, telemetry.listeners);
  try {
    const keyRing = await openKeys(core);
    const observed = observeCore(core, keyRing, telemetry);
    return await assemble(observed, keyRing, overrides.hooks ?? {}, telemetry);
  } catch (error) {
    await core.close();
    throw error;
  }
}

function openKeys({ config, clock, logger, storage }: Core): Promise<KeyRing> {
  return openKeyRing({
    store: storage.keys,
    algorithm: config.jwtAlgorithm,
    secretKey: config.jwtSecretKey,
    secret: () => resolveSecret(config),
    clock,
    tokenLifetime: maxTokenLifetime(config),
    onError: (error) => logger.error({ err: error }, 'the signing keys could not be reloaded'),
  });
}

async function assemble(
  core: Core,
  keyRing: KeyRing,
  hooks: Hooks,
  telemetry: Telemetry,
): Promise<AuthServer> {
  const { config, clock, logger, storage } = core;
  const delivery = openDelivery(core);
  const own = createServices(core, keyRing, hooks, delivery);
  const observed = observeServices(own, telemetry);
  const verifier = createVerifier(core, keyRing);
  const liveAuth = createLiveAuth(verifier, observed.sessions);
  const services = {
    ...observed,
    oauth: createOAuthOf(core, { ...observed, verifier, liveAuth }),
  };
  const { apollo, ...documents } = await startApollo(core, services, telemetry);

  const server = createHardenedServer(config);
  const drain = createDrain(server);
  const contextOf = createContextBuilder(liveAuth, openCookieOf(config));
  const routes = createRoutes({
    graphql: createGraphQLEndpoint({ apollo, contextOf, ...documents }),
    ofFeatures: createFeatureRoutes(services),
    cors: { origins: config.corsOrigins, cookies: config.cookies },
    ping: () => storage.ping(),
    isDraining: () => drain.isDraining(),
    graphiql: config.graphiql,
  });
  const readClient = createClientInfoReader(config.trustProxy);
  const listener = createListener({ routes, readClient, logger });
  server.on('request', telemetry.listener(listener, routes));
  const metrics = telemetry.exposition && createMetricsServer(telemetry.exposition);

  delivery.start(services);
  const { auditRetention } = config;
  const pruning = startPruning({ ...storage, clock, logger, auditRetention });
  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    if (server.listening) {
      await drain.close({ delay: config.shutdownDelay, timeout: config.shutdownTimeout });
    }
    await metrics?.close();
    await apollo.stop();
    keyRing.close();
    await delivery.close(config.shutdownTimeout * 1000);
    await pruning.close();
    await core.close();
  }
  return {
    async listen() {
      const { metricsPort: port, metricsHost: host } = config;
      const page = await metrics?.listen({ port, host });
      const { url } = await listen(server, config);
      return page === undefined ? { url } : { url, metricsUrl: page.url };
    },
    close: () => (closing ??= close()),
  };
}

async function startApollo(core: Core, services: Services, { plugins }: Telemetry) {
  const { config, logger } = core;
  const { introspection, sandbox, automaticPersistedQueries, freshMaxAge } = config;
  const limits = documentLimits(config.limitDocumentTokens);
  const apollo = createApollo<GraphQLContext>({
    schema: await createContract(core, services),
    logger,
    introspection,
    sandbox,
    automaticPersistedQueries,
    freshMaxAge,
    limits,
    plugins,
  });
  await apollo.start();
  const known = await loadKnownDocuments(config.persistedDocuments);
  const findDocument = createFindDocument(known, {
    only: config.persistedDocumentsOnly,
    automatic: automaticPersistedQueries,
  });
  return { apollo, limits, findDocument };
}

function createContract({ config, clock, storage }: Core, services: Services) {
  const { freshMaxAge, adminRole, introspection, subgraphUserScope: userScope } = config;
  const policy = { clock, freshMaxAge, adminRole };
  const maxima = inputMaxima(config);
  if (!config.subgraph) return createSchema(services, policy, maxima);
  const directory = createUserDirectory(storage.users);
  return createSubgraphSchema(services, policy, maxima, {
    ...{ directory, userScope, introspection },
    leftOut: config.subgraphAdministration ? {} : administrationFields(policy),
  });
}

function createHardenedServer({ requestTimeout, keepAliveTimeout, publicUrl }: Config): Server {
  const server = createHttpServer(
    timeoutsOf({ request: requestTimeout, keepAlive: keepAliveTimeout }),
  );
  setSecurityHeaders(server, { https: publicUrl.startsWith('https:') });
  return server;
}

function createVerifier({ config, clock }: Core, keys: KeyRing): AccessTokenVerifier {
  const { jwtIssuer: issuer, jwtAudience: audience, jwtLeeway: leeway } = config;
  return createAccessTokenVerifier({ keys, issuer, audience, leeway, clock });
}

function openCookieOf({ cookies, publicUrl, corsOrigins }: Config): OpenCookie {
  return cookies ? createCookieMode([new URL(publicUrl).origin, ...corsOrigins]) : noCookies;
}

async function listen(server: Server, { port, host }: Config): Promise<{ url: string }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => resolve());
  });
  const { port: actual } = server.address() as AddressInfo;
  return { url: `http://localhost:${actual}` };
}
