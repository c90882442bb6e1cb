import type { JsonWebKey } from 'node:crypto';
import type { Metadata } from '../features/oauth/metadata.js';
import { createMetadataHandler } from '../features/oauth/metadata-endpoint.js';
import { withCors, type CorsOptions } from '../platform/http/cors.js';
import type { Handler } from '../platform/http/exchange.js';
import { createGraphiQLHandlers } from '../platform/http/graphiql.js';
import { createReadiness, live } from '../platform/http/health.js';
import { createJwksHandler } from '../features/signing-keys/jwks-endpoint.js';
import type { Route } from '../platform/http/listener.js';

/** What other services ask of this one, where SERVICE_CLIENTS lets them. */
export interface ServiceEndpoints {
  readonly introspect: Handler;
  readonly revoke: Handler;
}

export interface RouteOptions {
  readonly graphql: Handler;
  readonly cors: CorsOptions;
  readonly jwks: () => { keys: JsonWebKey[] };
  readonly ping: () => Promise<void>;
  readonly isDraining: () => boolean;
  /** Whether `/graphiql` is there. */
  readonly graphiql: boolean;
  readonly services: ServiceEndpoints | undefined;
  readonly metadata: Metadata | undefined;
}

/** Every address of the service. */
export function createRoutes(options: RouteOptions): ReadonlyMap<string, Route> {
  const { graphql, cors, jwks, ping, isDraining, graphiql, services, metadata } = options;
  const endpoint: Route = {
    methods: ['GET', 'POST', 'OPTIONS'],
    handle: withCors(cors, graphql),
  };
  const readable = (handle: Handler): Route => ({ methods: ['GET', 'HEAD'], handle });
  const posted = (handle: Handler): Route => ({ methods: ['POST'], handle });
  const pages = graphiql ? [...createGraphiQLHandlers()] : [];
  const routes = new Map([
    ['/graphql', endpoint],
    // Apollo Sandbox sends its operations to the address of its own page.
    ['/', endpoint],
    ['/.well-known/jwks.json', readable(createJwksHandler(jwks))],
    ['/health/live', readable(live)],
    ['/health/ready', readable(createReadiness({ ping, isDraining }))],
    ...pages.map(([path, handle]) => [path, readable(handle)] as const),
  ]);
  if (metadata !== undefined) routes.set(metadata.path, readable(createMetadataHandler(metadata)));
  if (services !== undefined) {
    routes.set('/introspect', posted(services.introspect));
    routes.set('/revoke', posted(services.revoke));
  }
  return routes;
}
