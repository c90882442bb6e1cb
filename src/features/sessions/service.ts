import type { Transact } from '../../platform/database/storage.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { Clock } from '../../platform/clock.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { sessionReasons, type SessionChanges } from './facts.js';
import type { RecordedSessionStores } from './begin-session.js';
import { refusalOf } from './lifecycle.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { RevocationReason, Session, SessionOwner, Sessions, SessionStore } from './session.js';

export interface SessionsOptions {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly audit: AuditTrail<SessionChanges>;
  /** The most sessions of a user that are listed. */
  readonly maxListed: number;
  /** Runs `work` in a transaction. */
  readonly transact: Transact<RecordedSessionStores>;
  /** Runs `work` in a transaction while nobody else changes the account, or begins a session in its name. */
  readonly withLockedUser: <T>(
    userId: string,
    work: (stores: RecordedSessionStores) => Promise<T>,
  ) => Promise<T>;
}

export function createSessions(options: SessionsOptions): Sessions {
  const { store, clock, audit, maxListed, transact, withLockedUser } = options;
  /** Ends one session, once. */
  async function revoke(owner: SessionOwner, client: ClientInfo, reason: RevocationReason) {
    const { sessionId, userId } = owner;
    return transact(async (stores) => {
      const at = clock.now();
      const revoked = await stores.sessions.revoke(sessionId, userId, { at, reason });
      const change = { userId, sessionIds: [sessionId], reason };
      const ended = { ...owner, client, detail: { reason }, change };
      if (revoked) await audit.recordIn(stores, { type: 'session.ended', ...ended });
      return revoked;
    });
  }

  return {
    async confirm({ sessionId, userId }) {
      const found = await store.findWithUser(sessionId);
      const refusal = refusalOf(found, userId, clock.now());
      return refusal ?? found ?? new AuthError('TOKEN_REVOKED');
    },
    async end(owner, client, reason = 'logout') {
      await revoke(owner, client, reason);
    },
    async endAll(owner, client) {
      const revocation = { at: clock.now(), reason: 'logout_everywhere' } as const;
      return withLockedUser(owner.userId, async (stores) => {
        const sessions = await stores.sessions.revokeAllOfUser(owner.userId, revocation);
        const { userId } = owner;
        const change = { userId, sessions, reason: revocation.reason };
        const ended = { ...owner, client, detail: { sessions }, change };
        await audit.recordIn(stores, { type: 'session.ended_everywhere', ...ended });
        return sessions;
      });
    },
    async endOwn(owner, client) {
      if (await revoke(owner, client, 'revoked_by_user')) return true;
      const found = await store.findWithUser(owner.sessionId);
      if (found?.session.userId !== owner.userId)
        throw new AuthError(sessionReasons.SESSION_NOT_FOUND);
      return false;
    },
    async aliveOf(userIds) {
      const byUser = new Map<string, Session[]>();
      for (const session of await store.listAliveOf(userIds, clock.now(), maxListed)) {
        const known = byUser.get(session.userId);
        if (known === undefined) byUser.set(session.userId, [session]);
        else known.push(session);
      }
      return byUser;
    },
  };
}
