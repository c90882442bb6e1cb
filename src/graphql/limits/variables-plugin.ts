import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { GraphQLContext } from '../context.js';
import { refuseVariables } from './variables.js';

/**
 * Refuses variables beyond the limits. Of Apollo's hooks `didResolveOperation` is the one that may refuse
 * with a status; nothing has looked at the variables before it.
 */
export function createVariablesPlugin(): ApolloServerPlugin<GraphQLContext> {
  const listener = {
    didResolveOperation({ request }: { request: { variables?: unknown } }): Promise<void> {
      const refusal = refuseVariables(request.variables);
      if (refusal === undefined) return Promise.resolve();
      const extensions = { ...refusal.extensions, http: { status: 400 } };
      return Promise.reject(
        new GraphQLError(refusal.message, { originalError: refusal, extensions }),
      );
    },
  };
  return { requestDidStart: () => Promise.resolve(listener) };
}
