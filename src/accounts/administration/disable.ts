import { AuthError } from '../../errors.js';
import type { User } from '../../users/user.js';
import { closeAccount } from '../close-account.js';
import { holdUnlessLastAdministrator } from '../last-administrator.js';
import { happeningOf, type Act } from './act.js';
import type { AdministrationDependencies } from './dependencies.js';

/**
 * Keeps a user out and ends all of the user's sessions, both or neither. Disabling twice keeps the first
 * time.
 * @throws AuthError `USER_NOT_FOUND`, `LAST_ADMIN`
 */
export async function disable(
  { transact, clock, audit, adminRole }: AdministrationDependencies,
  act: Act,
): Promise<User> {
  const now = clock.now();
  const { user, sessions } = await transact(async (stores) => {
    const before = await holdUnlessLastAdministrator(stores, act.userId, adminRole);
    if (before === undefined) throw new AuthError('USER_NOT_FOUND');
    const disabledAt = before.disabledAt ?? now;
    const ended = await closeAccount(stores, { id: before.id, disabledAt, now });
    return { user: { ...before, disabledAt }, sessions: ended };
  });
  audit.record({ type: 'user.disabled', ...happeningOf(act), detail: { sessions } });
  return user;
}
