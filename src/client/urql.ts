/** `authgraph/client/urql`: for urql 5, with its `@urql/exchange-auth`. */
import type { Operation } from '@urql/core';
import type { AuthConfig, AuthUtilities } from '@urql/exchange-auth';
import { isRefused } from './result.js';
import { isRepeatableDocument } from './transport.js';
import type { Session } from './verbs.js';

/**
 * The configuration of urql's `authExchange`, which goes before the `fetchExchange`:
 * `authExchange(authConfig(session))`. Operations carry the access token, and those that are refused for it
 * are sent once more.
 */
export function authConfig(
  session: Pick<Session, 'accessToken' | 'usableToken' | 'state'>,
): (utilities: AuthUtilities) => Promise<AuthConfig> {
  return ({ appendHeaders }) => {
    let token: string | undefined;
    let refused: string | undefined;
    const isSignedOut = () => session.state().status === 'signedOut';

    return Promise.resolve({
      willAuthError: () => session.usableToken() === undefined && !isSignedOut(),

      addAuthToOperation(operation) {
        token = isSignedOut() ? undefined : (session.usableToken() ?? token);
        return token === undefined
          ? operation
          : appendHeaders(operation, { authorization: `Bearer ${token}` });
      },

      didAuthError({ graphQLErrors, response }, operation) {
        const byStatus = (response as { status?: number } | undefined)?.status === 401;
        const repeatable = isRepeatableDocument(operation.query);
        refused = tokenOf(operation);
        return !isSignedOut() && (byStatus || (repeatable && isRefused({ errors: graphQLErrors })));
      },

      async refreshAuth() {
        token = await session.accessToken(refused);
        refused = undefined;
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
