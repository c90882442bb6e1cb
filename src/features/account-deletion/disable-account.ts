import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { SessionAndUser } from '../sessions/store.js';
import { closeAccount } from '../sessions/close-account.js';
import type { LeavingDependencies } from './dependencies.js';

/**
 * Closes the user's own account and ends all of its sessions, both or neither. Nothing is lost: an
 * administrator, or an operator at the command line, opens it again.
 * @throws AuthError `LAST_ADMIN`, `TOKEN_REVOKED`
 */
export async function disableAccount(
  { transact, clock, audit, adminRole }: LeavingDependencies,
  { user: { id }, session }: SessionAndUser,
  client: ClientInfo,
): Promise<void> {
  const closing = { id, adminRole, now: clock.now() };
  const closed = await transact((stores) => closeAccount(stores, closing));
  if (closed === undefined) throw new AuthError('TOKEN_REVOKED');
  const detail = { sessions: closed.sessionsEnded };
  audit.record({ type: 'user.disabled', userId: id, sessionId: session.id, client, detail });
}
