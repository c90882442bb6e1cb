import { AuthError } from '../../platform/errors/auth-error.js';
import { noPassword } from '../../platform/password-hashing/hasher.js';
import type { User } from '../accounts/user.js';
import { holdUnlessLastAdministrator } from '../accounts/last-administrator.js';
import type { AccountStores } from '../accounts/stores.js';

interface Replacement {
  readonly id: string;
  /** As `checkedRoles` returns them. */
  readonly roles: readonly string[];
  readonly adminRole: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

const stillInvited = {
  message: 'Nobody has accepted this invitation yet. Give the role of administrators afterwards.',
};

/**
 * Inside a transaction: replaces all roles of an account. Whoever is no administrator any more is not signed in
 * as anyone else any more either.
 * @returns the account as it was
 * @throws AuthError `USER_NOT_FOUND`, `ROLES_INVALID`, `LAST_ADMIN`
 */
export async function replaceRoles(
  stores: Pick<AccountStores, 'users' | 'sessions'>,
  { id, roles, adminRole, now }: Replacement,
): Promise<User> {
  const isAdministrator = roles.includes(adminRole);
  const before = isAdministrator
    ? await holdUnlessInvited(stores, id)
    : await holdUnlessLastAdministrator(stores, id, adminRole);
  if (before === undefined) throw new AuthError('USER_NOT_FOUND');
  await stores.users.setRoles(before.id, roles);
  if (!isAdministrator) {
    await stores.sessions.revokeAllOfActor(before.id, { at: now, reason: 'role_taken' });
  }
  return before;
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
