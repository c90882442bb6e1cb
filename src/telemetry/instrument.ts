import type { ApolloServerPlugin } from '@apollo/server';
import type { Core } from '../core.js';
import type { GraphQLContext } from '../graphql/context.js';
import type { Services } from '../graphql/services.js';
import type { RequestListener } from '../http/listener.js';
import type { KeyRing } from '../tokens/key-ring.js';

/**
 * Looks on at the parts of a service, by putting something about them. What is off is put about nothing,
 * so that it costs a request nothing either.
 */
export interface Instrument {
  core(core: Core, keyRing: KeyRing): Core;
  services(services: Services): Services;
  /** @param routes the paths that are told apart; all others are one */
  listener(listener: RequestListener, routes: ReadonlyMap<string, unknown>): RequestListener;
  readonly plugin: ApolloServerPlugin<GraphQLContext>;
}
