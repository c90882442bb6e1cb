import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import Negotiator from 'negotiator';
import type { PlatformReason } from '../errors/reasons.js';
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

/** The reasons of SERVICE_UNAVAILABLE that an operator has to look at. */
const outages: ReadonlySet<unknown> = new Set<PlatformReason>([
  'DATABASE_UNAVAILABLE',
  'STOPPING',
  'ISSUER_UNAVAILABLE',
]);

/** Has each error leave in the language of its request, and what an operator has to see of it in the log. */
export function createErrorReport(
  logger: Logger,
  { isUnexpected, speak }: Pick<Errors, 'isUnexpected' | 'speak'>,
) {
  return (
    errors: readonly GraphQLError[],
    { requestId, locales }: Pick<RequestContext, 'requestId' | 'locales'>,
  ): void => {
    const language = pickErrorLanguage(locales());
    for (const error of errors) {
      speak(error, language);
      const err = error.originalError ?? error;
      if (isUnexpected(error)) logger.error({ err, requestId }, 'unexpected error');
      else if (error.extensions['code'] === 'SERVICE_UNAVAILABLE') {
        // Callers cause an overload, and others are away: neither is an error of the service.
        const level = outages.has(error.extensions['reason']) ? 'error' : 'warn';
        logger[level]({ err, requestId }, 'service unavailable');
      }
    }
  };
}

/**
 * What an error needs beyond its own text: the request id on a masked one, the whole story in the log,
 * and on the response the status, the challenge, and `Retry-After`.
 */
export function createErrorPlugin(
  logger: Logger,
  errors: Pick<Errors, 'isUnexpected' | 'speak'>,
  freshMaxAge: number,
): ApolloServerPlugin<RequestContext> {
  const report = createErrorReport(logger, errors);
  return {
    requestDidStart: ({ contextValue }) =>
      Promise.resolve({
        didEncounterErrors({ errors }) {
          report(errors, contextValue);
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
          for (const error of errors) addRequestId(error, contextValue.requestId);
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

/** For the operator who is asked about it. */
export function addRequestId(error: GraphQLFormattedError, requestId: string): void {
  if (error.extensions?.['code'] === 'INTERNAL_SERVER_ERROR')
    error.extensions['requestId'] = requestId;
}
