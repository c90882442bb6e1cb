import { AuthError } from '../../platform/errors/auth-error.js';
import { list, maxLengths, text } from '../../platform/maxima.js';
import { accountReasons } from './facts.js';
import type { User } from './user.js';
import type { AccountStores } from './store.js';

/** What a role may be called: it stands in tokens, in logs and in configuration as it is. */
const rolePattern = /^[A-Za-z0-9_:.-]{1,64}$/;
/** Every role is in every access token, which has to fit the header limits of proxies (8 KiB is usual). */
const maxRoles = 32;

const { ROLES_INVALID } = accountReasons;
/** Of a list of roles that the API takes. */
export const rolesMaximum = list(64, text(maxLengths.role, ROLES_INVALID), ROLES_INVALID);

export function isRole(text: string): boolean {
  return rolePattern.test(text);
}

/** The roles in alphabetical order, each once; `undefined` if an account cannot have them. */
export function distinctRoles(roles: readonly string[]): string[] | undefined {
  const distinct = [...new Set(roles)].sort();
  return distinct.length <= maxRoles && distinct.every(isRole) ? distinct : undefined;
}

/** The same. @throws AuthError `ROLES_INVALID` */
export function checkedRoles(roles: readonly string[]): string[] {
  const distinct = distinctRoles(roles);
  if (distinct === undefined) throw new AuthError(accountReasons.ROLES_INVALID);
  return distinct;
}

/**
 * Holds an account that is about to lose its powers, unless nobody would be left to administer. Two
 * administrators who lock each other out at the same moment wait here for one another, and the second one
 * finds to be the last.
 * @returns the account as it is, if there is one; no other transaction changes it before this one ends
 * @throws AuthError `LAST_ADMIN`
 */
export async function lockUnlessLastAdministrator(
  { users }: Pick<AccountStores, 'users'>,
  id: string,
  adminRole: string,
): Promise<User | undefined> {
  const isAdministrator = ({ disabledAt, roles }: User) =>
    disabledAt === null && roles.includes(adminRole);
  const held = await users.lockUsersWithRole(id, adminRole);
  const user = held.find((candidate) => candidate.id === id);
  const others = held.filter((candidate) => candidate.id !== id && isAdministrator(candidate));
  if (user && isAdministrator(user) && others.length === 0)
    throw new AuthError(accountReasons.LAST_ADMIN);
  return user;
}
