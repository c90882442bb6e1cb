import type { JsonWebKey } from 'node:crypto';
import { withCors, type CorsOptions } from './cors.js';
import type { Handler } from './exchange.js';
import { createGraphiQLHandlers } from './graphiql.js';
import { createReadiness, live } from './health.js';
import { createJwksHandler } from './jwks.js';
import type { Route } from './listener.js';

export interface RouteOptions {
  readonly graphql: Handler;
  readonly cors: CorsOptions;
  readonly jwks: () => { keys: JsonWebKey[] };
  readonly ping: () => Promise<void>;
  readonly isDraining: () => boolean;
  /** Whether `/graphiql` is there. */
  readonly graphiql: boolean;
}

/** Every address of the service. */
export function createRoutes(options: RouteOptions): ReadonlyMap<string, Route> {
  const { graphql, cors, jwks, ping, isDraining, graphiql } = options;
  const endpoint: Route = {
    methods: ['GET', 'POST', 'OPTIONS'],
    handle: withCors(cors, graphql),
  };
  const readable = (handle: Handler): Route => ({ methods: ['GET', 'HEAD'], handle });
  const pages = graphiql ? [...createGraphiQLHandlers()] : [];
  return new Map([
    ['/graphql', endpoint],
    // Apollo Sandbox sends its operations to the address of its own page.
    ['/', endpoint],
    ['/.well-known/jwks.json', readable(createJwksHandler(jwks))],
    ['/health/live', readable(live)],
    ['/health/ready', readable(createReadiness({ ping, isDraining }))],
    ...pages.map(([path, handle]) => [path, readable(handle)] as const),
  ]);
}
