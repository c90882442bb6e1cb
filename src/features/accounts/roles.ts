import { AuthError } from '../../platform/errors/auth-error.js';

/** What a role may be called: it stands in tokens, in logs and in configuration as it is. */
const rolePattern = /^[A-Za-z0-9_:.-]{1,64}$/;
/** Every role is in every access token, which has to fit the header limits of proxies (8 KiB is usual). */
const mostRoles = 32;

export function areRoles(roles: readonly string[]): boolean {
  return roles.length <= mostRoles && roles.every((role) => rolePattern.test(role));
}

/**
 * The roles in alphabetical order, each once.
 * @throws AuthError `ROLES_INVALID`
 */
export function checkedRoles(roles: readonly string[]): string[] {
  const distinct = [...new Set(roles)].sort();
  if (!areRoles(distinct)) throw new AuthError('ROLES_INVALID');
  return distinct;
}
