import { AuthError } from '../../platform/errors/auth-error.js';
import { assuranceError, assuranceProblem } from '../../resource-server/assurance.js';
import type { Viewer } from './context.js';
import { refusalOf } from './lifecycle.js';
import { notWiderThanToken } from './refresh.js';
import type { SessionAndUser, SessionStores } from './session.js';

/** Whether a token states two factors, of any age. One of before the session was raised does not. */
export function provesTwoFactors(viewer: Viewer): boolean {
  return assuranceProblem(viewer, { acr: 'aal2', now: 0 }) === undefined;
}

/**
 * Inside a transaction: holds the account of a viewer, and looks at both again. The rules looked before that, and
 * two-step sign-in may have been turned on since: it ends other sessions, and asks this one for two factors.
 * @returns the account and the session as they are now, the session no wider than the token of the request
 * @param now when it was asked (ms)
 * @throws AuthError `TOKEN_REVOKED`, `TOKEN_EXPIRED`, `STEP_UP_REQUIRED`
 */
export async function holdViewer(
  stores: SessionStores,
  viewer: Viewer,
  now: number,
): Promise<SessionAndUser> {
  await stores.users.lockUser(viewer.user.id);
  return lookAgain(stores, viewer, now);
}

/** The same where the transaction holds the account already. @throws AuthError as `holdViewer` */
export async function lookAgain(
  { sessions }: Pick<SessionStores, 'sessions'>,
  viewer: Viewer,
  now: number,
): Promise<SessionAndUser> {
  const { id } = viewer.user;
  const found = await sessions.findWithUser(viewer.sessionId);
  const refusal = refusalOf(found, id, now);
  if (found === undefined || refusal !== undefined) throw refusal ?? new AuthError('TOKEN_REVOKED');
  if (found.user.twoStepSince !== null && !provesTwoFactors(viewer)) {
    throw assuranceError('STEP_UP_REQUIRED', { acr: 'aal2' });
  }
  return notWiderThanToken({ ...found, askedAt: now }, viewer);
}
