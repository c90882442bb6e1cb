import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import Negotiator from 'negotiator';
import type { Logger } from '../logger.js';
import type { Errors } from './format-error.js';
import { pickErrorLanguage } from '../language.js';
import { bearerChallenge } from './bearer-challenge.js';
import type { RequestContext } from '../route.js';

export const responseJson = 'application/graphql-response+json';

/**
 * Whether the answer goes out as `application/graphql-response+json`. GraphQL over HTTP §6.4.1: with the legacy
 * media type a document that cannot be run is answered 200, so that 4xx always comes from something in between.
 * Apollo answers 400 to everyone. Negotiated as Apollo does, so that the status follows the media type.
 */
export function takesResponseJson(accept: string | undefined): boolean {
  if (!accept?.includes(responseJson)) return false;
  const negotiator = new Negotiator({ headers: { accept } });
  return negotiator.mediaType(['application/json', responseJson]) === responseJson;
}

/**
 * What an error needs beyond its own text: the request id on a masked one, the whole story in the log,
 * and on the response the status, the challenge, and `Retry-After`.
 */
export function createErrorPlugin(
  logger: Logger,
  { isUnexpected, speak }: Pick<Errors, 'isUnexpected' | 'speak'>,
  freshMaxAge: number,
): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: ({ contextValue: { requestId, locales } }) =>
      Promise.resolve({
        didEncounterErrors({ errors }) {
          const language = pickErrorLanguage(locales());
          for (const error of errors) {
            speak(error, language);
            const err = error.originalError ?? error;
            if (isUnexpected(error)) logger.error({ err, requestId }, 'unexpected error');
            else if (error.extensions['code'] === 'SERVICE_UNAVAILABLE') {
              // Callers can cause an overload, so it is not an error of the service.
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
          const challenge = bearerChallenge(errors, freshMaxAge);
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

function addRequestId(error: GraphQLFormattedError, requestId: string): void {
  if (error.extensions?.['code'] === 'INTERNAL_SERVER_ERROR')
    error.extensions['requestId'] = requestId;
}
