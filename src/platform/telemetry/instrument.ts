import type { ApolloServerPlugin } from '@apollo/server';
import type { Core } from '../../app/core.js';
import type { GraphQLContext } from '../../features/sessions/context.js';
import type { Services } from '../../app/services.js';
import type { RequestListener } from '../http/listener.js';
import type { KeyRing } from '../../features/signing-keys/key-ring.js';

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
