/** `authgraph/client/apollo`: for Apollo Client 4. */
import { ApolloLink } from '@apollo/client/link';
import { catchError, concatMap, from, map, mergeMap, of, throwError } from 'rxjs';
import { isRefused } from './result.js';
import type { StepUp } from './step-up.js';
import { isRepeatableDocument, isSubscription } from './transport.js';
import type { Session } from './verbs.js';

export interface AuthLinkOptions {
  /**
   * Operations that need no user. They pass without a token when there is none to be had: the token has expired,
   * and the service does not answer. Without it, every operation fails then.
   * @example authLink(session, { isPublic: ({ operationName }) => operationName === 'Catalogue' })
   */
  readonly isPublic?: (operation: ApolloLink.Operation) => boolean;
}

/** Another token is there: what was begun with the last one ends. */
class Retry extends Error {
  constructor(readonly token: string) {
    super();
  }
}

/** Instead of a token, for public operations. */
const noToken = '';

/**
 * A link that adds the access token, and sends an operation once more if the token was refused before anything of
 * the answer was delivered. It goes before the HttpLink:
 * @example ApolloLink.from([authLink(session), new HttpLink({ uri })])
 */
export function authLink(
  session: Pick<Session, 'accessToken'>,
  { isPublic = () => false }: AuthLinkOptions = {},
): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const repeatable = isRepeatableDocument(operation.query);
    const attempt = (token: string | undefined) => {
      if (token !== undefined) authorize(operation, token);
      return forward(operation);
    };
    const tokenOr = (refused?: string) =>
      from(session.accessToken(refused)).pipe(
        catchError((error: unknown) => {
          if (!isPublic(operation)) throw error;
          return of(noToken);
        }),
      );

    return tokenOr().pipe(
      mergeMap((token) => {
        let isFirst = true;
        const anotherOr = <T>(outcome: () => T) =>
          tokenOr(token).pipe(
            map((next) => {
              if (next === undefined || next === token) return outcome();
              throw new Retry(next);
            }),
          );
        return attempt(token).pipe(
          concatMap((result) => {
            const mayRepeat = isFirst && repeatable;
            isFirst = false;
            return mayRepeat && isRefused(result) ? anotherOr(() => result) : of(result);
          }),
          catchError((error: unknown) => {
            if (!isFirst || !isUnauthorized(error)) throw error;
            return anotherOr((): never => {
              throw error;
            });
          }),
          catchError((error: unknown) =>
            error instanceof Retry ? attempt(error.token) : throwError(() => error),
          ),
        );
      }),
    );
  });
}

/**
 * A link that steps up when an operation is refused for it, and sends it once more. It goes before the `authLink`.
 * Subscriptions, and mutations with several fields, pass as they are.
 * @example ApolloLink.from([stepUpLink(stepUp), authLink(session), new HttpLink({ uri })])
 */
export function stepUpLink(stepUp: StepUp): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const { query } = operation;
    if (!isRepeatableDocument(query) || isSubscription(query)) return forward(operation);
    const isToRepeat = stepUp.watch();
    return forward(operation).pipe(
      concatMap(async (result, index) => {
        if (index === 0 && (await isToRepeat(result))) throw new Repetition();
        return result;
      }),
      catchError((error: unknown) =>
        error instanceof Repetition ? forward(operation) : throwError(() => error),
      ),
    );
  });
}

/** The operation is to be sent again: what was begun ends. */
class Repetition extends Error {}

function authorize(operation: ApolloLink.Operation, token: string): void {
  operation.setContext(({ headers }: { headers?: Record<string, string> }) => {
    const next: Record<string, string> = { ...headers, authorization: `Bearer ${token}` };
    if (token === noToken) delete next['authorization'];
    return { headers: next };
  });
}

/** A `ServerError` of status 401, as servers give it that look at the token before GraphQL does. */
function isUnauthorized(error: unknown): boolean {
  return (error as { statusCode?: number } | null)?.statusCode === 401;
}
