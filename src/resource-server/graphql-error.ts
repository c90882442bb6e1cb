import { GraphQLError } from 'graphql';
import type { AuthError } from '../platform/errors/auth-error.js';

/**
 * A refusal as the error that every GraphQL server lets through: GraphQL Yoga masks all others. The refusal
 * itself, and what caused it, is its `cause`, for the log.
 */
export function asGraphQLError(refusal: AuthError): GraphQLError {
  const error = new GraphQLError(refusal.message, { extensions: refusal.extensions });
  error.cause = refusal;
  return error;
}
