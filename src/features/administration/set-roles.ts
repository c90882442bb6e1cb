import type { User } from '../accounts/user.js';
import { replaceRoles } from './replace-roles.js';
import { checkedRoles } from '../accounts/roles.js';
import { happeningOf, type Act } from './admin-action.js';
import type { AdministrationDependencies } from './dependencies.js';

/**
 * Replaces all roles of an account. What is taken away is gone with the next request here; what is given
 * comes with the next proof of the password (docs/decisions/0004-roles-and-freshness.md).
 * @throws AuthError `USER_NOT_FOUND`, `ROLES_INVALID`, `LAST_ADMIN`
 */
export async function setRoles(
  { transact, clock, audit, adminRole }: AdministrationDependencies,
  act: Act,
  wanted: readonly string[],
): Promise<User> {
  const roles = checkedRoles(wanted);
  const replacement = { id: act.userId, roles, adminRole, now: clock.now() };
  const before = await transact((stores) => replaceRoles(stores, replacement));
  const detail = { before: before.roles, after: roles };
  audit.record({ type: 'user.roles_changed', ...happeningOf(act), detail });
  return { ...before, roles };
}
