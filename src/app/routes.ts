import { sendJson } from '../platform/http/body.js';
import { createReadiness, live } from '../platform/http/drain.js';
import { createGraphiQLHandlers } from '../platform/http/graphiql.js';
import { withCors, type CorsOptions } from '../platform/http/security-headers.js';
import type { FeatureRoutes, Handler, PublicDocument, Route } from '../platform/route.js';

export interface RouteOptions {
  readonly graphql: Handler;
  readonly cors: CorsOptions;
  readonly ping: () => Promise<void>;
  readonly isDraining: () => boolean;
  /** Whether `/graphiql` is there. */
  readonly graphiql: boolean;
  readonly ofFeatures: FeatureRoutes;
}

/** Every address of the service. */
export function createRoutes(options: RouteOptions): ReadonlyMap<string, Route> {
  const { graphql, cors, ping, isDraining, graphiql, ofFeatures } = options;
  const endpoint: Route = {
    methods: ['GET', 'POST', 'OPTIONS'],
    handle: withCors(cors, graphql),
  };
  const pages = graphiql ? [...createGraphiQLHandlers()] : [];
  return new Map([
    ['/graphql', endpoint],
    // Clients and proxies that end every address with a slash mean the same.
    ['/graphql/', endpoint],
    // Apollo Sandbox sends its operations to the address of its own page.
    ['/', endpoint],
    ['/health/live', readable(live)],
    ['/health/ready', readable(createReadiness({ ping, isDraining }))],
    ...pages.map(([path, handle]) => [path, readable(handle)] as const),
    ...Object.entries(ofFeatures).map(([path, route]) => [path, routeOf(route)] as const),
  ]);
}

function readable(handle: Handler): Route {
  return { methods: ['GET', 'HEAD'], handle };
}

function routeOf(route: Route | PublicDocument): Route {
  if ('handle' in route) return route;
  const cacheControl = `public, max-age=${route.maxAge}`;
  return readable(({ response }) => sendJson(response, 200, route.read(), cacheControl));
}
