import { AuthError } from '../../platform/errors/auth-error.js';
import type { StoredSecret } from '../../platform/one-time-tokens/one-time-token.js';
import { addressBuckets } from '../../platform/rate-limits/address.js';
import { isSameEmail } from '../accounts/identifiers.js';
import type { User } from '../accounts/user.js';
import type { AccountDependencies } from './dependencies.js';
import type { AccountStores } from '../accounts/stores.js';
import type { PasswordReset } from './reset-password.js';

/**
 * Sets the first password of an account that its user was invited to, and confirms the address that the link
 * went to. It does not sign in, as `resetPassword` does not. A password that is refused leaves the link good.
 * @throws AuthError `LINK_INVALID`, `EMAIL_TAKEN`, `PASSWORD_*`, `TOO_MANY_ATTEMPTS`, `OVERLOADED`
 */
export async function acceptInvitation(
  dependencies: AccountDependencies,
  { token, newPassword, client }: PasswordReset,
): Promise<void> {
  const { stores, transact, hasher, throttle, policy, audit, email } = dependencies;
  // Looked at before the dear hash is computed. It decides nothing yet.
  const secret = await email.secrets.find(stores.secrets, 'invitation', token);
  const found = await stores.users.find({ id: secret?.userId ?? '' });
  const { user, email: address } = invitedOf(secret, found);
  policy.check(newPassword, [user.username, address]);
  await throttle.countHash(client.ipAddress);
  const passwordHash = await hasher.hash(newPassword, addressBuckets(client.ipAddress));
  await transact((changing) =>
    accept(dependencies, changing, { id: user.id, token, passwordHash }),
  );
  audit.record({ type: 'user.invitation_accepted', userId: user.id, client });
}

async function accept(
  { email }: AccountDependencies,
  { users, secrets }: AccountStores,
  { id, token, passwordHash }: { id: string; token: string; passwordHash: string },
): Promise<void> {
  const held = await users.hold(id);
  const secret = await email.secrets.take(secrets, 'invitation', token);
  const { email: address } = invitedOf(secret, held);
  if (!(await users.setVerifiedEmail(id, address))) throw new AuthError('EMAIL_TAKEN');
  await users.setPasswordHash(id, passwordHash);
  await secrets.removeAllOfUser(id);
}

/**
 * The address that was invited, if the account still waits for its reader: it is enabled, and of the same
 * address.
 * @throws AuthError `LINK_INVALID`
 */
function invitedOf(
  secret: StoredSecret | undefined,
  user: User | undefined,
): { user: User; email: string } {
  const isInvited =
    user !== undefined &&
    secret?.userId === user.id &&
    user.disabledAt === null &&
    isSameEmail(user.email, secret.email);
  if (!isInvited) throw new AuthError('LINK_INVALID');
  return { user, email: secret.email };
}
