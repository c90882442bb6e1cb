import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** A GraphQLError is thrown on purpose. Anything else, such as a database error, is hidden from clients. */
export function maskUnexpected(
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  if (unwrapResolverError(error) instanceof GraphQLError) return formatted;
  console.error(error);
  return {
    ...formatted,
    message: 'Internal error. Report it if it happens again.',
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}
