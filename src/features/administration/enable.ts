import { AuthError } from '../../platform/errors/auth-error.js';
import type { User } from '../accounts/user.js';
import { happeningOf, type Act } from './admin-action.js';
import type { AdministrationDependencies } from './dependencies.js';

/**
 * Lets a user sign in again. Sessions that were ended stay ended.
 * @throws AuthError `USER_NOT_FOUND`
 */
export async function enable(
  { transact, audit }: AdministrationDependencies,
  act: Act,
): Promise<User> {
  const user = await transact(async ({ users }) => {
    const before = await users.hold(act.userId);
    if (before === undefined) throw new AuthError('USER_NOT_FOUND');
    await users.setDisabledAt(before.id, null);
    return { ...before, disabledAt: null };
  });
  audit.record({ type: 'user.enabled', ...happeningOf(act) });
  return user;
}
