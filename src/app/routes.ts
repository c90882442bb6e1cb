import type { JsonWebKey } from 'node:crypto';
import { type Metadata, createMetadataHandler } from '../features/oauth/metadata.js';
import { createGraphiQLHandlers } from '../platform/http/graphiql.js';
import type { Route } from '../platform/http/listener.js';
import { createReadiness, live } from '../platform/http/drain.js';
import { withCors, type CorsOptions } from '../platform/http/security-headers.js';
import { type Handler, sendJson } from '../platform/http/body.js';

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
    // Clients and proxies that end every address with a slash mean the same.
    ['/graphql/', endpoint],
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

/**
 * The public keys (RFC 7517), so that other services verify tokens by themselves. They may keep them for
 * a quarter of a minute: a new key is published a minute before it signs.
 */
function createJwksHandler(jwks: () => { keys: JsonWebKey[] }): Handler {
  return ({ response }) => sendJson(response, 200, jwks(), 'public, max-age=15');
}
