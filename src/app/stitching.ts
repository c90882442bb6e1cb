import type { GraphQLSchema } from 'graphql';
import type { GraphQLContext } from '../features/sessions/context.js';
import type { ApolloSettings } from '../platform/graphql/apollo.js';
import type { ContextOf } from '../platform/http/own-context.js';

/** The parts of the service for a GraphQL server of the application, with types of its own. */
export interface Stitching<Host extends readonly unknown[]> {
  /**
   * The whole schema with its resolvers, behind its rules and the maxima of its arguments. The parent of a field of
   * `User` is `{ user }`, the account. The application guards the fields that it adds: none of ours does.
   */
  readonly schema: GraphQLSchema;
  /**
   * Options of an Apollo Server for a schema with ours in it: limits of documents and variables, masked faults,
   * challenges, no landing page but as configured. The application adds what stands before Apollo: a limit of bodies
   * (100 kB), CORS, `Cache-Control: no-store`, and for clients without a token a limit of requests.
   */
  apolloOptions(schema: GraphQLSchema): ApolloSettings<GraphQLContext>;
  /** The context of an operation, which rules and resolvers of ours ask, and yours may: `auth`, `client`, `requestId`. */
  readonly context: ContextOf<GraphQLContext, Host>;
}
