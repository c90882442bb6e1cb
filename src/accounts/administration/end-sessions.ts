import { AuthError } from '../../errors.js';
import { happeningOf, type Act } from './act.js';
import type { AdministrationDependencies } from './dependencies.js';

/**
 * Ends every session of a user, who may sign in again.
 * @returns how many were alive
 * @throws AuthError `USER_NOT_FOUND`
 */
export async function endSessions(
  { stores: { users, sessions }, clock, audit }: AdministrationDependencies,
  act: Act,
): Promise<number> {
  const user = await users.find({ id: act.userId });
  if (user === undefined) throw new AuthError('USER_NOT_FOUND');
  const revocation = { at: clock.now(), reason: 'revoked_by_administrator' } as const;
  const ended = await sessions.revokeAllOfUser(user.id, revocation);
  const detail = { sessions: ended };
  audit.record({ type: 'session.ended_everywhere', ...happeningOf(act), detail });
  return ended;
}
