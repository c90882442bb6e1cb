import { eraseClients } from '../../platform/events/erasure.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { SessionAndUser } from '../sessions/store.js';
import { usernameKey } from '../accounts/identifiers.js';
import { lookAlikeKeys } from '../accounts/look-alikes.js';
import { holdUnlessLastAdministrator } from '../accounts/last-administrator.js';
import type { LeavingDependencies } from './dependencies.js';

/**
 * Deletes the user's account, and with it sessions, profile and all that refers to it, at once. What stays
 * is the record of security events by the account's id, without addresses and user agents, and, as a hash,
 * the name, so that nobody can pass for its user.
 * @throws AuthError `LAST_ADMIN`, `TOKEN_REVOKED`
 */
export async function deleteAccount(
  { stores, transact, clock, audit, adminRole, usernameHold }: LeavingDependencies,
  { user: { id } }: SessionAndUser,
): Promise<void> {
  const now = clock.now();
  await transact(async (changing) => {
    const user = await holdUnlessLastAdministrator(changing, id, adminRole);
    if (user === undefined) throw new AuthError('TOKEN_REVOKED');
    await changing.users.delete(id);
    if (usernameHold > 0) {
      const hold = { userId: null, endsAt: now + usernameHold * 1000 };
      const { username } = user;
      await changing.nameHolds.put(usernameKey(username), hold, lookAlikeKeys(username)[0]);
    }
    // With the deletion, so that maintenance finds it even if this process ends here.
    await audit.recordIn(changing.audit, { type: 'user.deleted', userId: id });
  });
  // What waits to be stored has the user's address, too.
  await audit.flush();
  await eraseClients(stores.audit, id);
}
