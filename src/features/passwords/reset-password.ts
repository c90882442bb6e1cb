import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { addressBuckets } from '../../platform/rate-limits/address.js';
import type { User } from '../accounts/user.js';
import type { AccountDependencies } from './dependencies.js';
import type { AccountStores } from '../accounts/stores.js';
import { speaksFor } from '../email-addresses/proof.js';
import { tellOwner } from '../email-addresses/security-notice.js';

export interface PasswordReset {
  readonly token: string;
  readonly newPassword: string;
  readonly client: ClientInfo;
}

/**
 * Sets a new password by the link that was mailed, ends every session, and tells the owner. It does not
 * sign in: whoever has the link alone has to know the new password as well (OWASP Forgot Password Cheat
 * Sheet). A password that is refused leaves the link good.
 * @throws AuthError `LINK_INVALID`, `PASSWORD_*`, `TOO_MANY_ATTEMPTS`, `OVERLOADED`
 */
export async function resetPassword(
  dependencies: AccountDependencies,
  { token, newPassword, client }: PasswordReset,
): Promise<void> {
  const { transact, hasher, throttle, policy, audit } = dependencies;
  const { username, email, id } = await userOf(dependencies, token);
  policy.check(newPassword, email === null ? [username] : [username, email]);
  await throttle.countHash(client.ipAddress);
  const passwordHash = await hasher.hash(newPassword, addressBuckets(client.ipAddress));
  const sessions = await transact((stores) =>
    replacePassword(dependencies, stores, { id, token, passwordHash }),
  );
  audit.record({ type: 'password.reset', userId: id, client, detail: { sessions } });
}

/** Looks at the link before the dear hash is computed. It decides nothing yet. */
async function userOf(
  { stores, email: { secrets } }: AccountDependencies,
  token: string,
): Promise<User> {
  const secret = await secrets.find(stores.secrets, 'reset-password', token);
  const user = await stores.users.find({ id: secret?.userId ?? '' });
  if (!speaksFor(secret, user)) throw new AuthError('LINK_INVALID');
  return user;
}

/** @returns how many sessions that ended */
async function replacePassword(
  dependencies: AccountDependencies,
  stores: AccountStores,
  { id, token, passwordHash }: { id: string; token: string; passwordHash: string },
): Promise<number> {
  const { clock, email } = dependencies;
  const { users, sessions, secrets, outbox } = stores;
  // The account first: whoever signs in at this moment comes before it, and is ended, or after it.
  const user = await users.hold(id);
  const secret = await email.secrets.take(secrets, 'reset-password', token);
  if (!speaksFor(secret, user)) throw new AuthError('LINK_INVALID');
  await users.setPasswordHash(id, passwordHash);
  const ended = await sessions.revokeAllOfUser(id, { at: clock.now(), reason: 'password_reset' });
  await secrets.removeAllOfUser(id);
  const notice = { name: 'password-changed', values: { username: user.username } } as const;
  await tellOwner(dependencies, outbox, user, notice);
  return ended;
}
