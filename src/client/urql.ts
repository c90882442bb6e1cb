/** `authgraph/client/urql`: for urql 5, with its `@urql/exchange-auth`. */
import type { Operation } from '@urql/core';
import type { AuthConfig, AuthUtilities } from '@urql/exchange-auth';
import { isRefused } from './result.js';
import { isRepeatableDocument } from './transport.js';
import { isStreamed } from './urql-step-up.js';
import type { Session } from './verbs.js';

export { stepUpExchange } from './urql-step-up.js';

export interface AuthConfigOptions {
  /** Operations that go without a token while none is to be had. By default, they fail as the refresh did. */
  readonly isPublic?: (operation: Operation) => boolean;
}

/**
 * The configuration of urql's `authExchange`, which goes before the `fetchExchange`:
 * `authExchange(authConfig(session))`. Operations carry the access token, and those that are refused for it
 * are sent once more.
 */
export function authConfig(
  session: Pick<Session, 'accessToken' | 'usableToken' | 'state'>,
  { isPublic }: AuthConfigOptions = {},
): (utilities: AuthUtilities) => Promise<AuthConfig> {
  return ({ appendHeaders }) => {
    let token: string | undefined;
    let refused: string | undefined;
    /** Why there is no token. */
    let failure: Error | undefined;
    const isSignedOut = () => session.state().status === 'signedOut';

    return Promise.resolve({
      willAuthError: () => session.usableToken() === undefined && !isSignedOut(),

      addAuthToOperation(operation) {
        token = isSignedOut() ? undefined : (session.usableToken() ?? token);
        if (token !== undefined) {
          return appendHeaders(operation, { authorization: `Bearer ${token}` });
        }
        const mayPass = isSignedOut() || isPublic?.(operation) === true;
        return failure === undefined || mayPass ? operation : failing(operation, failure);
      },

      didAuthError({ graphQLErrors, response }, operation) {
        const byStatus = (response as { status?: number } | undefined)?.status === 401;
        const repeatable = isRepeatableDocument(operation.query);
        refused = tokenOf(operation);
        if (isStreamed(operation)) return false;
        return !isSignedOut() && (byStatus || (repeatable && isRefused({ errors: graphQLErrors })));
      },

      async refreshAuth() {
        const last = refused;
        [refused, failure, token] = [undefined, undefined, undefined];
        try {
          token = await session.accessToken(last);
        } catch (error) {
          // It fails all that wait, and those who need no user wait with them.
          if (isPublic === undefined) throw error;
          failure = error as Error;
        }
      },
    });
  };
}

/** The access token that an operation was sent with. */
function tokenOf({ context }: Operation): string | undefined {
  const { fetchOptions } = context;
  const { headers } = (typeof fetchOptions === 'function' ? fetchOptions() : fetchOptions) ?? {};
  return new Headers(headers).get('authorization')?.replace('Bearer ', '');
}

/** As if the network had failed. */
function failing(operation: Operation, failure: Error): Operation {
  const fetch = () => Promise.reject(failure);
  return { ...operation, context: { ...operation.context, fetch } };
}
