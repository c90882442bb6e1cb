import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { ErrorReason } from '../errors/auth-error.js';
import type { Logger } from '../logger.js';
import type { GraphQLContext } from '../../features/sessions/context.js';
import type { Errors } from './format-error.js';
import { takesResponseJson } from './media-type.js';
import { bearerChallenge } from './www-authenticate.js';

/**
 * What an error needs beyond its own text: the request id on a masked one, the whole story in the log,
 * and on the response the status, the challenge of RFC 6750 §3, and `Retry-After`.
 */
export function createErrorPlugin(
  logger: Logger,
  { isUnexpected }: Pick<Errors, 'isUnexpected'>,
): ApolloServerPlugin<GraphQLContext> {
  return {
    requestDidStart: ({ contextValue: { requestId } }) =>
      Promise.resolve({
        didEncounterErrors({ errors }) {
          for (const error of errors) {
            const err = error.originalError ?? error;
            if (isUnexpected(error)) logger.error({ err, requestId }, 'unexpected error');
            else if (error.extensions['code'] === 'SERVICE_UNAVAILABLE') {
              // Callers can cause an overload, so it is no error of the service.
              const level = error.extensions['reason'] === 'OVERLOADED' ? 'warn' : 'error';
              logger[level]({ err, requestId }, 'service unavailable');
            }
          }
          return Promise.resolve();
        },

        willSendResponse({ request, response }) {
          if (response.body.kind !== 'single') return Promise.resolve();
          const { http } = response;
          const { errors = [] } = response.body.singleResult;
          if (
            http.status === 400 &&
            errors.every(isOfDocument) &&
            !takesResponseJson(request.http?.headers.get('accept'))
          ) {
            http.status = 200;
          }
          for (const error of errors) addRequestId(error, requestId);
          const challenge = bearerChallenge(errors.map(reasonOf));
          if (challenge !== undefined) http.headers.set('www-authenticate', challenge);
          const retryAfter = retryAfterOf(errors);
          if (retryAfter !== undefined) http.headers.set('retry-after', String(retryAfter));
          return Promise.resolve();
        },
      }),
  };
}

/** Not of the HTTP request around the document. */
function isOfDocument({ extensions }: GraphQLFormattedError): boolean {
  return extensions?.['code'] !== 'BAD_REQUEST';
}

function retryAfterOf(errors: readonly GraphQLFormattedError[]): number | undefined {
  const seconds = errors.map(({ extensions }) => extensions?.['retryAfter']);
  const known = seconds.filter((value) => typeof value === 'number');
  return known.length === 0 ? undefined : Math.max(...known);
}

function reasonOf(error: GraphQLFormattedError): ErrorReason | undefined {
  return error.extensions?.['reason'] as ErrorReason | undefined;
}

function addRequestId(error: GraphQLFormattedError, requestId: string): void {
  if (error.extensions?.['code'] === 'INTERNAL_SERVER_ERROR')
    error.extensions['requestId'] = requestId;
}
