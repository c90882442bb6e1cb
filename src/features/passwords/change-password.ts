import { AuthError } from '../../platform/errors/auth-error.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { SessionAndUser } from '../sessions/store.js';
import { addressBuckets } from '../../platform/rate-limits/address.js';
import type { AccountDependencies, SignedIn } from './dependencies.js';
import { tellOwner } from '../email-addresses/security-notice.js';
import { provePassword } from './password-check.js';
import type { AccountStores } from '../accounts/stores.js';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly client: ClientInfo;
}

/**
 * Replaces the password, ends every other session of the user, and spends the refresh tokens of this
 * one without grace: whoever holds a copy of them is out. Links that were mailed before are worthless, and
 * the owner is told. All of it or nothing.
 * @throws AuthError `PASSWORD_*`, `INVALID_CREDENTIALS`, `TOKEN_REVOKED`, `TOO_MANY_ATTEMPTS`,
 * `OVERLOADED`
 */
export async function changePassword(
  dependencies: AccountDependencies,
  viewer: SessionAndUser,
  change: PasswordChange,
): Promise<SignedIn> {
  const { hasher, policy, clock, transact, audit } = dependencies;
  const { user, passwordHash } = await provePassword(dependencies, {
    lookup: { id: viewer.user.id },
    password: change.currentPassword,
    client: change.client,
  });
  policy.check(
    change.newPassword,
    user.email === null ? [user.username] : [user.username, user.email],
  );
  const nextHash = await hasher.hash(change.newPassword, addressBuckets(change.client.ipAddress));

  const now = clock.now();
  const sessionId = viewer.session.id;
  const signedIn = await transact(async (stores) => {
    const { users, sessions, secrets, outbox } = stores;
    const replaced = await users.replacePasswordHash(user.id, passwordHash, nextHash);
    if (!replaced) throw new AuthError('INVALID_CREDENTIALS');
    await sessions.revokeAllOfUser(user.id, { at: now, reason: 'password_changed' }, sessionId);
    await secrets.removeAllOfUser(user.id);
    const notice = { name: 'password-changed', values: { username: user.username } } as const;
    await tellOwner(dependencies, outbox, user, notice);
    return renewSession(stores, sessionId, user.roles, now);
  });
  audit.record({ type: 'password.changed', userId: user.id, sessionId, client: change.client });
  return signedIn;
}

/** Renews the session, which locks its row, so that the generation read after it cannot move again. */
async function renewSession(
  { sessions }: AccountStores,
  id: string,
  roles: readonly string[],
  now: number,
): Promise<SignedIn> {
  const renewed = await sessions.renew({ id, now, roles });
  const found = renewed ? await sessions.findWithUser(id) : undefined;
  if (found === undefined) throw new AuthError('TOKEN_REVOKED');
  return found;
}
