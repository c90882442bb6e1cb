import { AuthError } from '../../platform/errors/auth-error.js';
import type { User } from '../accounts/user.js';
import { closeAccount } from '../sessions/close-account.js';
import { happeningOf, type Act } from './admin-action.js';
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
  const closing = { id: act.userId, adminRole, now: clock.now() };
  const closed = await transact((stores) => closeAccount(stores, closing));
  if (closed === undefined) throw new AuthError('USER_NOT_FOUND');
  const detail = { sessions: closed.sessionsEnded };
  audit.record({ type: 'user.disabled', ...happeningOf(act), detail });
  return closed.user;
}
