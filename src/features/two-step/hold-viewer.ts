import { AuthError } from '../../platform/errors/auth-error.js';
import { assuranceError, assuranceProblem } from '../../resource-server/assurance.js';
import type { Viewer } from '../sessions/context.js';
import { refusalOf } from '../sessions/lifecycle.js';
import { notWiderThanToken } from '../sessions/refresh.js';
import type { SessionAndUser, SessionStores } from '../sessions/session.js';

/** Whether a token states two factors, of any age. One of before the session was raised does not. */
export function provesTwoFactors(viewer: Viewer): boolean {
  return assuranceProblem(viewer, { acr: 'aal2', now: 0 }) === undefined;
}

/**
 * Inside a transaction: holds the account of a viewer, and looks at both again. The rules looked before that, and
 * two-step sign-in may have been turned on since: it ends other sessions, and asks this one for two factors.
 * @returns the account and the session as they are now, the session no wider than the token of the request
 * @throws AuthError `TOKEN_REVOKED`, `TOKEN_EXPIRED`, `STEP_UP_REQUIRED`
 */
export async function holdViewer(
  { users, sessions }: SessionStores,
  viewer: Viewer,
  now: number,
): Promise<SessionAndUser> {
  const { id } = viewer.user;
  await users.lockUser(id);
  const found = await sessions.findWithUser(viewer.sessionId);
  const refusal = refusalOf(found, id, now);
  if (found === undefined || refusal !== undefined) throw refusal ?? new AuthError('TOKEN_REVOKED');
  if (found.user.twoStepSince !== null && !provesTwoFactors(viewer)) {
    throw assuranceError('STEP_UP_REQUIRED', { acr: 'aal2' });
  }
  return notWiderThanToken(found, viewer);
}
