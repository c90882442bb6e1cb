import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Hooks } from './accounts/hooks.js';
import type { Config } from './config/config.js';
import { longestTokenLifetime } from './config/lifetimes.js';
import { resolveSecret } from './config/secret.js';
import { openCore, type Core, type CoreOverrides } from './core.js';
import { createApollo } from './graphql/apollo.js';
import type { Services } from './graphql/services.js';
import { createContextBuilder, createLiveAuth } from './graphql/context.js';
import { createClientInfoReader } from './http/client-info.js';
import { createCookieMode, noCookies, type OpenCookie } from './http/cookies.js';
import { createDrain } from './http/drain.js';
import { createGraphQLEndpoint } from './http/graphql-endpoint.js';
import { createListener } from './http/listener.js';
import { createIntrospectEndpoint } from './http/introspect.js';
import { createRevokeEndpoint } from './http/revoke.js';
import { createRoutes } from './http/routes.js';
import { setSecurityHeaders } from './http/security-headers.js';
import { createHttpServer, timeoutsOf } from './http/server.js';
import { startPruning } from './maintenance/pruning.js';
import { openOutgoing } from './outgoing.js';
import { createIntrospector } from './oauth/introspection.js';
import { describeService } from './oauth/metadata.js';
import { createRevoker } from './oauth/revocation.js';
import { createAccessTokenVerifier } from './resource-server/index.js';
import { createServiceAccess, createServices } from './services.js';
import { createSecretKeyRing, createStoredKeyRing, type KeyRing } from './tokens/key-ring.js';

/** What an embedding application may bring along. */
export interface ServerOverrides extends CoreOverrides {
  readonly hooks?: Hooks;
}

/** A service that is ready to listen. */
export interface AuthServer {
  /** Starts to serve at the configured host and port. */
  listen(): Promise<{ url: string }>;
  /** Drains: answers what is under way, then closes the database. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Builds the whole service: opens and migrates the database, loads the keys, starts GraphQL.
 * @throws AuthError `DATABASE_UNAVAILABLE`; ConfigError for a secret or templates that cannot be read;
 * WrongSecretError for one that does not fit the database
 */
export async function createAuthServer(
  config: Config,
  overrides: ServerOverrides = {},
): Promise<AuthServer> {
  const core = await openCore(config, overrides);
  try {
    const keyRing = await openKeyRing(core);
    return await assemble(core, keyRing, overrides.hooks ?? {});
  } catch (error) {
    await core.close();
    throw error;
  }
}

async function openKeyRing({ config, clock, logger, storage }: Core): Promise<KeyRing> {
  const { jwtAlgorithm: algorithm, jwtSecretKey } = config;
  if (algorithm === 'HS256') return createSecretKeyRing({ secret: jwtSecretKey ?? '' });
  return createStoredKeyRing({
    store: storage.keys,
    secret: resolveSecret(config),
    algorithm,
    clock,
    tokenLifetime: longestTokenLifetime(config),
    onError: (error) => logger.error({ err: error }, 'the signing keys could not be reloaded'),
  });
}

async function assemble(core: Core, keyRing: KeyRing, hooks: Hooks): Promise<AuthServer> {
  const { config, clock, logger, storage } = core;
  const outgoing = openOutgoing(core);
  const services = createServices(core, keyRing, hooks, outgoing);
  const verifier = createAccessTokenVerifier({
    keys: keyRing,
    issuer: config.jwtIssuer,
    audience: config.jwtAudience,
    leeway: config.jwtLeeway,
    clock,
  });
  const apollo = createApolloOf(core, services);
  await apollo.start();

  const server = createHttpServer(
    timeoutsOf({ request: config.requestTimeout, keepAlive: config.keepAliveTimeout }),
  );
  setSecurityHeaders(server, { https: config.publicUrl.startsWith('https:') });
  const drain = createDrain(server);
  const liveAuth = createLiveAuth(verifier, services.sessions);
  const clients = createServiceAccess(core);
  const routes = createRoutes({
    graphql: createGraphQLEndpoint(apollo, createContextBuilder(liveAuth), openCookieOf(config)),
    services: clients && {
      introspect: createIntrospectEndpoint(clients, createIntrospector(liveAuth)),
      revoke: createRevokeEndpoint(clients, createRevoker({ verifier, ...services })),
    },
    metadata: describeService({
      issuer: config.jwtIssuer,
      publicUrl: config.publicUrl,
      publishesKeys: config.jwtAlgorithm !== 'HS256',
      servesClients: clients !== undefined,
    }),
    cors: { origins: config.corsOrigins, cookies: config.cookies },
    jwks: () => keyRing.jwks(),
    ping: () => storage.ping(),
    isDraining: () => drain.isDraining(),
    graphiql: config.graphiql,
  });
  const readClient = createClientInfoReader(config.trustProxy);
  server.on('request', createListener({ routes, readClient, logger }));

  outgoing.start({});
  const pruning = startPruning({
    ...storage,
    clock,
    logger,
    auditRetention: config.auditRetention,
  });
  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    if (server.listening) {
      await drain.close({ delay: config.shutdownDelay, timeout: config.shutdownTimeout });
    }
    await apollo.stop();
    keyRing.close();
    await outgoing.close(config.shutdownTimeout * 1000);
    await pruning.close();
    await core.close();
  }
  return { listen: () => listen(server, config), close: () => (closing ??= close()) };
}

function createApolloOf({ config, clock, logger }: Core, services: Services) {
  const { freshMaxAge, adminRole, introspection, sandbox } = config;
  return createApollo({
    services,
    policy: { clock, freshMaxAge, adminRole },
    logger,
    introspection,
    sandbox,
    documentTokens: config.limitDocumentTokens,
  });
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
