import { AuthError } from '../../platform/errors/auth-error.js';
import { happeningOf, type Act } from './admin-action.js';
import type { AdministrationDependencies } from './dependencies.js';

/**
 * Ends every session of a user, who may sign in again, and those that the user began as others.
 * @returns how many were alive
 * @throws AuthError `USER_NOT_FOUND`
 */
export async function endSessions(
  { transact, clock, audit }: AdministrationDependencies,
  act: Act,
): Promise<number> {
  const revocation = { at: clock.now(), reason: 'revoked_by_administrator' } as const;
  const ended = await transact(async ({ users, sessions }) => {
    // Held, so that an administrator does not begin a session as someone else at this moment.
    const user = await users.hold(act.userId);
    if (user === undefined) throw new AuthError('USER_NOT_FOUND');
    return sessions.revokeAllOfUser(user.id, revocation);
  });
  const detail = { sessions: ended };
  audit.record({ type: 'session.ended_everywhere', ...happeningOf(act), detail });
  return ended;
}
