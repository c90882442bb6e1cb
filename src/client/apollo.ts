/** `authgraph/client/apollo`: for Apollo Client 4. */
import { ApolloLink } from '@apollo/client/link';
import { catchError, from, map, mergeMap, of, throwError } from 'rxjs';
import { isRefused } from './result.js';
import { isRepeatableDocument } from './transport.js';
import type { Session } from './verbs.js';

/**
 * A link that adds the access token, and sends an operation once more if the token was refused. It goes
 * before the HttpLink: `ApolloLink.from([authLink(session), new HttpLink({ uri })])`.
 */
export function authLink(session: Pick<Session, 'accessToken'>): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const repeatable = isRepeatableDocument(operation.query);

    const attempt = (token: string | undefined) => {
      if (token !== undefined) authorize(operation, token);
      return forward(operation);
    };

    return from(session.accessToken()).pipe(
      mergeMap((token) =>
        attempt(token).pipe(
          map((result) => ({ refused: repeatable && isRefused(result), outcome: of(result) })),
          catchError((error: unknown) =>
            of({ refused: isUnauthorized(error), outcome: throwError(() => error) }),
          ),
          mergeMap(({ refused, outcome }) => {
            if (!refused) return outcome;
            return from(session.accessToken(token)).pipe(
              mergeMap((next) => (next === undefined || next === token ? outcome : attempt(next))),
            );
          }),
        ),
      ),
    );
  });
}

function authorize(operation: ApolloLink.Operation, token: string): void {
  operation.setContext(({ headers }: { headers?: Record<string, string> }) => ({
    headers: { ...headers, authorization: `Bearer ${token}` },
  }));
}

/** A `ServerError` of status 401, as servers give it that look at the token before GraphQL does. */
function isUnauthorized(error: unknown): boolean {
  return (error as { statusCode?: number } | null)?.statusCode === 401;
}
