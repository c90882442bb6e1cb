import { AuthError } from '../../errors.js';
import { noPassword } from '../../passwords/hasher.js';
import type { User } from '../../users/user.js';
import { holdUnlessLastAdministrator } from '../last-administrator.js';
import { checkedRoles } from '../roles.js';
import type { AccountStores } from '../stores.js';
import { happeningOf, type Act } from './act.js';
import type { AdministrationDependencies } from './dependencies.js';

const stillInvited = {
  message: 'Nobody has accepted this invitation yet. Give the role of administrators afterwards.',
};

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
      ? await holdUnlessInvited(stores, act.userId)
      : await holdUnlessLastAdministrator(stores, act.userId, adminRole);
    if (user === undefined) throw new AuthError('USER_NOT_FOUND');
    await stores.users.setRoles(user.id, roles);
    return user;
  });
  const detail = { before: before.roles, after: roles };
  audit.record({ type: 'user.roles_changed', ...happeningOf(act), detail });
  return { ...before, roles };
}

/** An account that nobody may ever open must not count when the last administrator leaves. */
async function holdUnlessInvited(
  { users }: Pick<AccountStores, 'users'>,
  id: string,
): Promise<User | undefined> {
  const user = await users.hold(id);
  const credentials = await users.findCredentials({ id });
  if (credentials?.passwordHash === noPassword) throw new AuthError('ROLES_INVALID', stillInvited);
  return user;
}
