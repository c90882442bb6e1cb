import { join } from 'node:path';
import type { UsernameRule } from '../features/accounts/usernames.js';
import { createDevelopment, type Development } from '../features/development/feature.js';
import type { Pages } from '../features/pages/feature.js';
import { sendJson } from '../platform/http/body.js';
import { createReadiness, live } from '../platform/http/drain.js';
import { createEndpoint, createFrontDoor } from '../platform/http/front-door.js';
import { createGraphiQLHandlers } from '../platform/http/graphiql.js';
import { withCors, withPublicCors, type CorsOptions } from '../platform/http/security-headers.js';
import type { Config } from './config.js';
import type { Core } from './core.js';
import type { FeatureRoutes, Handler, PublicDocument, Route } from '../platform/route.js';

export interface RouteOptions {
  /** Before every path: `''` for none. */
  readonly basePath: string;
  readonly graphql: Handler;
  /** Takes subscriptions. */
  readonly stream: Handler;
  /** Whether it is there: not in a subgraph, whose schema has no subscriptions. */
  readonly sessionEvents: boolean;
  readonly subgraph: boolean;
  readonly cors: CorsOptions;
  readonly ping: () => Promise<void>;
  readonly isDraining: () => boolean;
  /** Whether `/graphiql` is there. */
  readonly graphiql: boolean;
  /** Whether its first document names a username. */
  readonly usernames: UsernameRule;
  /** Whether `/sandbox` is there. */
  readonly sandbox: boolean;
  /** What browsers get at `/`; `undefined` in production. */
  readonly startPage: Handler | undefined;
  /** Where clients reach the service. */
  readonly publicUrl: string;
  readonly ofFeatures: FeatureRoutes;
}

/** Every address of the service. */
export function createRoutes(options: RouteOptions): ReadonlyMap<string, Route> {
  const { cors, ping, isDraining, graphiql, usernames, sandbox, ofFeatures } = options;
  const { basePath, graphql, stream, startPage: page, publicUrl } = options;
  const endpoint = operable(cors, createEndpoint({ graphql, page }));
  const about = addressesOf(publicUrl);
  const door = operable(cors, createFrontDoor({ graphql, page, about }));
  const readableDoor = { ...door, methods: ['HEAD', ...door.methods] };
  const pages = graphiql ? [...createGraphiQLHandlers({ byEmail: usernames === 'off' })] : [];
  const own: (readonly [string, Route])[] = [
    ['/graphql', endpoint],
    // Clients and proxies that end every address with a slash mean the same.
    ['/graphql/', endpoint],
    ...(hasStream(options) ? [['/graphql/stream', subscribable(cors, stream)] as const] : []),
    ['/', readableDoor],
    ['', readableDoor],
    // Apollo Sandbox sends its operations to the address of its own page.
    ...(sandbox ? [['/sandbox', operable(cors, graphql)] as const] : []),
    ['/health/live', readable(live)],
    ['/health/ready', readable(createReadiness({ ping, isDraining }))],
    ...pages.map(([path, handle]) => [path, readable(handle)] as const),
  ];
  const others = Object.entries(ofFeatures).map(
    ([path, route]) => [isOfHost(route) ? path : basePath + path, routeOf(route)] as const,
  );
  return new Map([...own.map(([path, route]) => [basePath + path, route] as const), ...others]);
}

function isOfHost(route: Route | PublicDocument): boolean {
  return 'ofHost' in route && (route.ofHost ?? false);
}

/** Takes operations. */
function operable(cors: CorsOptions, handle: Handler): Route {
  return { methods: ['GET', 'POST', 'OPTIONS'], handle: withCors(cors, handle) };
}

function hasStream({ sessionEvents, subgraph }: Pick<RouteOptions, 'sessionEvents' | 'subgraph'>) {
  return sessionEvents && !subgraph;
}

/** Takes subscriptions: never in the URL, where logs would have them. */
function subscribable(cors: CorsOptions, handle: Handler): Route {
  return { methods: ['POST', 'OPTIONS'], handle: withCors(cors, handle) };
}

function addressesOf(publicUrl: string) {
  return {
    service: 'authgraph',
    graphql: `${publicUrl}/graphql`,
    keys: `${publicUrl}/.well-known/jwks.json`,
    health: `${publicUrl}/health/ready`,
  };
}

function readable(handle: Handler): Route {
  return { methods: ['GET', 'HEAD'], handle };
}

function routeOf(route: Route | PublicDocument): Route {
  if ('handle' in route) return route;
  const cacheControl = `public, max-age=${route.maxAge}`;
  const send: Handler = ({ response }) => sendJson(response, 200, route.read(), cacheControl);
  return { methods: ['GET', 'HEAD', 'OPTIONS'], handle: withPublicCors(send) };
}

/** What is there for development alone. */
export function createDevelopmentOf(
  { config, storage }: Core,
  isDraining: () => boolean,
): Development | undefined {
  const { production, publicUrl, sandbox, graphiql, smtpUrl, dataDir } = config;
  if (production) return undefined;
  return createDevelopment({
    database: storage.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL',
    endpoint: `${publicUrl}/graphql`,
    byEmail: config.usernames === 'off',
    linkPages: !config.pages,
    sandbox,
    graphiql,
    mailFolder: smtpUrl === undefined ? join(dataDir, 'mail') : undefined,
    ping: () => storage.ping(),
    isDraining,
  });
}

/** The pages that people see; `undefined`, and not loaded, with `PAGES=off`. @throws ConfigError for a wrong logo */
export async function openPages(config: Config): Promise<Pages | undefined> {
  if (!config.pages) return undefined;
  const { createPages } = await import('../features/pages/serve.js');
  return createPages({ ...config, sessionEvents: hasStream(config) });
}
