import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { StoredSecret } from '../../platform/one-time-tokens/one-time-token.js';
import type { SessionAndUser } from '../sessions/store.js';
import { isSameEmail } from '../accounts/identifiers.js';
import type { User } from '../accounts/user.js';
import type { AccountDependencies } from '../passwords/dependencies.js';
import type { AccountStores } from '../accounts/stores.js';
import { tellOwner } from './security-notice.js';

/**
 * Confirms an address: the first one, or that of `changeEmail`. It takes two proofs at once, the mailbox
 * (by the token) and the account (by the session), so that nobody can be made to confirm an account that
 * someone else set up with their address (docs/decisions/0014-proofs-by-e-mail.md). Links sent to the
 * address before are worthless from then on.
 * @throws AuthError `LINK_INVALID`, `EMAIL_TAKEN`
 */
export async function verifyEmail(
  dependencies: AccountDependencies,
  viewer: SessionAndUser,
  { token, client }: { token: string; client: ClientInfo },
): Promise<User> {
  const { transact, audit } = dependencies;
  const { user: before, secret } = await transact(async (stores) => {
    const user = await stores.users.hold(viewer.user.id);
    const taken = await takeSecret(dependencies, stores, token);
    // Thrown, so that somebody else's link is not used up.
    if (user === undefined || taken?.userId !== user.id) throw new AuthError('LINK_INVALID');
    await confirm(dependencies, stores, user, taken);
    return { user, secret: taken };
  });
  const type = before.emailVerified ? 'email.changed' : 'email.verified';
  const { id: sessionId } = viewer.session;
  audit.record({ type, userId: before.id, sessionId, client });
  return { ...before, email: secret.email, emailVerified: true };
}

async function takeSecret(
  { email: { secrets } }: AccountDependencies,
  stores: AccountStores,
  token: string,
): Promise<StoredSecret | undefined> {
  return (
    (await secrets.take(stores.secrets, 'verify-email', token)) ??
    (await secrets.take(stores.secrets, 'change-email', token))
  );
}

async function confirm(
  dependencies: AccountDependencies,
  stores: AccountStores,
  user: User,
  { purpose, email }: StoredSecret,
): Promise<void> {
  const isPresent = isSameEmail(user.email, email);
  if (purpose === 'verify-email' && !isPresent) throw new AuthError('LINK_INVALID');
  if (!(await stores.users.setVerifiedEmail(user.id, email))) throw new AuthError('EMAIL_TAKEN');
  await stores.secrets.removeAllOfUser(user.id);
  if (isPresent) return;
  const { username } = user;
  const notice = { name: 'email-changed', values: { username, newEmail: email } } as const;
  await tellOwner(dependencies, stores.outbox, user, notice);
}
