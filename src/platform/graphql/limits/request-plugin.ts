import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { RequestContext } from '../../route.js';
import type { DocumentLimits } from './document-limits.js';
import { refuseRequest } from './request.js';

/** Holds what comes beside the document to its maxima, in an Apollo Server that nobody asks before. */
export function requestLimits(limits: DocumentLimits): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ request }) {
          const refusal = refuseRequest(request, limits);
          if (refusal === undefined) return Promise.resolve();
          const extensions = { ...refusal.extensions, http: { status: 400 } };
          throw new GraphQLError(refusal.message, { originalError: refusal, extensions });
        },
      }),
  };
}
