import { AuthError } from '../../platform/errors/auth-error.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { SessionAndUser } from '../sessions/store.js';
import type { AccountDependencies, SignedIn } from './dependencies.js';
import { provePassword, whileCredentialsHold } from './password-check.js';

/**
 * Proves the password again in a running session: its `auth_time` becomes now, and roles granted since
 * the sign-in take effect. The generation stays, so that no other tab's refresh token is spent.
 * @throws AuthError `PASSWORD_MISSING`, `INVALID_CREDENTIALS`, `TOKEN_REVOKED`, `TOO_MANY_ATTEMPTS`,
 * `OVERLOADED`
 */
export async function reauthenticate(
  dependencies: AccountDependencies,
  viewer: SessionAndUser,
  input: { password: string; client: ClientInfo },
): Promise<SignedIn> {
  const lookup = { id: viewer.user.id };
  const credentials = await provePassword(dependencies, { lookup, ...input });
  const { user } = credentials;
  const now = dependencies.clock.now();
  const change = { id: viewer.session.id, now, roles: user.roles };
  const signedIn = await whileCredentialsHold(dependencies, credentials, async ({ sessions }) => {
    const recorded = await sessions.recordAuthentication(change);
    const found = recorded ? await sessions.findWithUser(change.id) : undefined;
    if (found === undefined) throw new AuthError('TOKEN_REVOKED');
    return found;
  });
  dependencies.audit.record({
    type: 'password.proved',
    userId: user.id,
    sessionId: change.id,
    client: input.client,
  });
  return signedIn;
}
