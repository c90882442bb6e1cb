import { AuthError } from '../../errors.js';
import type { User } from '../../users/user.js';
import { holdUnlessLastAdministrator } from '../last-administrator.js';
import { checkedRoles } from '../roles.js';
import { happeningOf, type Act } from './act.js';
import type { AdministrationDependencies } from './dependencies.js';

/**
 * Replaces all roles of an account. What is taken away is gone with the next request here; what is given
 * comes with the next proof of the password (docs/decisions/0004-roles-and-freshness.md).
 * @throws AuthError `USER_NOT_FOUND`, `ROLES_INVALID`, `LAST_ADMIN`
 */
export async function setRoles(
  { transact, audit, adminRole }: AdministrationDependencies,
  act: Act,
  wanted: readonly string[],
): Promise<User> {
  const roles = checkedRoles(wanted);
  const before = await transact(async (stores) => {
    const user = roles.includes(adminRole)
      ? await stores.users.hold(act.userId)
      : await holdUnlessLastAdministrator(stores, act.userId, adminRole);
    if (user === undefined) throw new AuthError('USER_NOT_FOUND');
    await stores.users.setRoles(user.id, roles);
    return user;
  });
  const detail = { before: before.roles, after: roles };
  audit.record({ type: 'user.roles_changed', ...happeningOf(act), detail });
  return { ...before, roles };
}
