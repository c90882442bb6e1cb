import { maxTokenLifetime, type Config } from './config.js';
import { resolveSecret } from '../platform/config/secret.js';
import { openCore, type Core } from './core.js';
import { openDefences } from './defences.js';
import type { Addresses, EmbeddedHooks, ServerOverrides } from './embedding.js';
import type { Pages } from '../features/pages/feature.js';
import { createContextBuilder, createLiveAuth } from '../features/sessions/context.js';
import { allOrNothing, type OnFailure } from '../platform/all-or-nothing.js';
import { checkHooks } from '../features/sessions/hooks.js';
import { keptEvents } from '../features/session-events/options.js';
import { createFeatureRoutes, type Services } from './features.js';
import { startApollo } from './graphql.js';
import type { Stitching } from './stitching.js';
import { createOwnContext } from '../platform/http/own-context.js';
import { createOwnServer, withOwnPort } from './own-server.js';
import { createClientInfoReader } from '../platform/http/client-info.js';
import { createAddressOf, createDoors, type Doors } from '../platform/http/doors.js';
import { createEventStreams } from '../platform/http/event-stream.js';
import { createGate } from '../platform/http/gate.js';
import {
  createAnonymousRequestLimiter,
  createGraphQLEndpoint,
} from '../platform/http/graphql-endpoint.js';
import { createStreamEndpoint } from '../platform/http/stream-endpoint.js';
import { createListener, type ListenerOptions } from '../platform/http/listener.js';
import { observeCore, observeServices, openStreams } from './observe.js';
import { createDevelopmentOf, createRoutes, openPages } from './routes.js';
import { securityHeaders } from '../platform/http/security-headers.js';
import type { Listener } from '../platform/route.js';
import { openPasskeys } from './passkeys.js';
import { openSocial } from './social.js';
import { startPruning } from './pruning.js';
import { openDelivery, type Delivery } from './delivery.js';
import { createAccessTokenVerifier, type AccessTokenVerifier } from '../resource-server/index.js';
import {
  createOAuthOf,
  createRevocationsOf,
  createServices,
  type Opened,
} from './create-services.js';
import { openTelemetry, type Telemetry } from '../platform/telemetry/telemetry.js';
import { openKeyRing } from '../features/signing-keys/feature.js';
import type { KeyRing } from '../features/signing-keys/key-ring.js';
import { loadSubgraph } from '../features/federation/load.js';
import {
  createCookieMode,
  hostCookie,
  noCookies,
  plainCookie,
  type OpenCookie,
} from '../features/sessions/refresh-cookie.js';

/**
 * A service with several doors: its own server, a handler for yours, and calls in this process. All of them lead to one
 * pipeline, with the same limits, checks and answers.
 * @typeParam Host what is passed to `fetch` beside the request
 */
export interface AuthServer<Host extends readonly unknown[] = []>
  extends Doors<Host>, Stitching<Host> {
  /**
   * Starts to serve at the configured host and port, and the metrics at theirs.
   * @throws Error after `close()`; the errors of `net.Server.listen`, such as EADDRINUSE
   */
  listen(): Promise<Addresses>;
  /**
   * Answers what is under way, for at most SHUTDOWN_TIMEOUT seconds, then closes all that the service has opened: its
   * server, its timers, its connections to the database and to the mail server. A server of yours stays open; close it
   * first. From then on `handler`, `fetch` and `execute` answer 503 `STOPPING`. Safe to call twice.
   */
  close(): Promise<void>;
}

/**
 * Builds the whole service: opens and migrates the database, loads the keys, starts GraphQL.
 * @throws AuthError `DATABASE_UNAVAILABLE`; ConfigError for a secret or templates that cannot be read, or a missing package;
 * WrongSecretError for one that does not fit the database; TypeError for a wrong hook or `hookTimeout`
 */
export async function createAuthServer<Host extends readonly unknown[] = []>(
  config: Config,
  overrides: ServerOverrides<Host> = {},
): Promise<AuthServer<Host>> {
  // A wrong hook and a missing package are known before the database is touched.
  checkHooks(overrides);
  if (config.subgraph) await loadSubgraph();
  const telemetry = await openTelemetry(config);
  const pages = await openPages(config);
  return allOrNothing(async (onFailure) => {
    const core = await openCore(await withOwnPort(config), overrides, telemetry.listeners);
    onFailure(() => core.close());
    const passkeySetting = await openPasskeys(core);
    const social = await openSocial(core, overrides, telemetry);
    const keyRing = await openKeys(core);
    onFailure(() => keyRing.close());
    const defences = await openDefences(core, overrides, telemetry);
    onFailure(() => defences.breaches.close());
    const observed = observeCore(core, keyRing, telemetry);
    const opened = { keyRing, passkeySetting, social, ...defences, pages };
    return assemble(observed, opened, overrides, { telemetry, onFailure });
  });
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

/** What was opened before the parts are put together. */
interface OpenedParts extends Opened {
  readonly pages: Pages | undefined;
}

async function assemble<Host extends readonly unknown[]>(
  core: Core,
  opened: OpenedParts,
  overrides: ServerOverrides<Host>,
  { telemetry, onFailure }: { telemetry: Telemetry; onFailure: OnFailure },
): Promise<AuthServer<Host>> {
  const { config, clock, logger, storage } = core;
  const delivery = openDelivery(core, overrides.sendMail);
  onFailure(() => delivery.close(0));
  const server = createOwnServer(config, telemetry);
  const isDraining = () => server.isDraining() || gate.isClosed();
  const { services, liveAuth, streams } = observedServices(core, opened, telemetry, {
    ...{ embedded: overrides, delivery, isDraining },
  });
  const { documents, subscribe, ...stitched } = await startApollo(core, services, telemetry);
  onFailure(() => documents.apollo.stop());
  const contextOf = createContextBuilder(liveAuth, openCookieOf(config));
  const operations = { ...documents, contextOf, waitForTurn: createAnonymousRequestLimiter() };

  const routes = createRoutes({
    graphql: createGraphQLEndpoint(operations),
    stream: createStreamEndpoint({ ...operations, subscribe, streams }),
    ofFeatures: createFeatureRoutes(services),
    cors: { origins: config.corsOrigins, cookies: config.cookies },
    ping: () => storage.ping(),
    isDraining,
    startPage: services.development?.startPage,
    ...config,
  });
  const readClient = createClientInfoReader(config.trustProxy);
  const listener = createObservedListener(core, { routes, readClient }, telemetry);
  const gate = createGate(listener);
  const addressOf = createAddressOf(overrides.clientAddress, logger);
  const endpoint = `${config.basePath}/graphql`;
  const doors = createDoors({ gate, paths: routes, endpoint, addressOf });

  delivery.start(services);
  const { shutdownTimeout } = config;
  const auditRetention = keptEvents(config);
  const pruning = startPruning({ ...storage, clock, logger, auditRetention });
  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    await Promise.all([server.close(), gate.close(shutdownTimeout)]);
    await documents.apollo.stop();
    opened.keyRing.close();
    await opened.breaches.close();
    await delivery.close(shutdownTimeout * 1000);
    await pruning.close();
    await core.close();
  }
  return {
    ...doors,
    ...stitched,
    context: createOwnContext({ contextOf, readClient, addressOf }),
    async listen() {
      if (closing !== undefined) throw new Error('listen() was called after close()');
      return server.listen(listener);
    },
    close: () => (closing ??= close()),
  };
}

function observedServices(
  core: Core,
  opened: OpenedParts,
  telemetry: Telemetry,
  parts: { embedded: EmbeddedHooks; delivery: Delivery; isDraining: () => boolean },
) {
  const own = createServices(core, opened, parts.embedded, parts.delivery);
  const observed = observeServices(own, telemetry);
  const verifier = createVerifier(core, opened.keyRing);
  const liveAuth = createLiveAuth(verifier, observed.sessions);
  const oauth = createOAuthOf(core, { ...observed, verifier, liveAuth });
  const streams = createEventStreams({ ...parts, logger: core.logger });
  telemetry.addGauges(() => [openStreams(streams)]);
  const services: Services = {
    ...observed,
    oauth,
    revocations: createRevocationsOf(core, { ...observed, oauth }, streams),
    development: createDevelopmentOf(core, parts.isDraining),
    pages: opened.pages,
  };
  return { services, liveAuth, streams };
}

function createObservedListener(
  { config, logger }: Core,
  { routes, readClient }: Pick<ListenerOptions, 'routes' | 'readClient'>,
  telemetry: Telemetry,
): Listener {
  const headers = securityHeaders({ https: config.publicUrl.startsWith('https:') });
  return telemetry.listener(createListener({ routes, readClient, logger, headers }), routes);
}

function createVerifier({ config, clock }: Core, keys: KeyRing): AccessTokenVerifier {
  const { jwtIssuer: issuer, jwtAudience: audience, jwtLeeway: leeway } = config;
  return createAccessTokenVerifier({ keys, issuer, audience, leeway, clock });
}

/** COOKIES=on is for the origins of front ends too; PAGES=on for the service's own alone. */
function openCookieOf({ cookies, pages, publicUrl, corsOrigins, production }: Config): OpenCookie {
  if (!cookies && !pages) return noCookies;
  const own = new URL(publicUrl);
  const origins = [own.origin, ...(cookies ? corsOrigins : [])];
  const isPlain = pages && !production && own.protocol === 'http:';
  return createCookieMode(origins, isPlain ? plainCookie(own.port) : hostCookie);
}
