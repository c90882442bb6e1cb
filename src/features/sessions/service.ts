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
  const { store, clock, audit, maxListed, transact } = options;

  /** @param keptSessionId goes on */
  function revokeAll(owner: SessionOwner, client: ClientInfo, keptSessionId?: string) {
    const { userId } = owner;
    const revocation = { at: clock.now(), reason: 'logout_everywhere' } as const;
    return asAlive(options, owner, async (stores) => {
      const sessions = await stores.sessions.revokeAllOfUser(userId, revocation, keptSessionId);
      // Nothing to tell anyone, however often someone asks for it.
      if (sessions === 0) return 0;
      const { reason } = revocation;
      const change = { userId, sessions, reason, ...(keptSessionId && { keptSessionId }) };
      const kept = keptSessionId && { kept: keptSessionId };
      const ended = { ...owner, client, detail: { sessions, ...kept }, change };
      await audit.recordIn(stores, { type: 'session.ended_everywhere', ...ended });
      return sessions;
    });
  }

  return {
    async confirm({ sessionId, userId }) {
      const found = await store.findWithUser(sessionId);
      const refusal = refusalOf(found, userId, clock.now());
      return refusal ?? found ?? new AuthError('TOKEN_REVOKED');
    },
    async end(owner, client, reason = 'logout') {
      await transact((stores) => revoke(options, stores, { owner, client, reason }));
    },
    endAll: (owner, client) => revokeAll(owner, client),
    endOthers: (owner, client) => revokeAll(owner, client, owner.sessionId),
    endOwn: ({ by, ...owner }, client) =>
      asAlive(options, { ...owner, sessionId: by }, async (stores) => {
        const ended = { owner, client, reason: 'revoked_by_user' } as const;
        if (await revoke(options, stores, ended)) return true;
        const found = await stores.sessions.findWithUser(owner.sessionId);
        if (found?.session.userId === owner.userId) return false;
        throw new AuthError(sessionReasons.SESSION_NOT_FOUND);
      }),
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

/** Ends one session, once. */
async function revoke(
  { clock, audit }: SessionsOptions,
  stores: RecordedSessionStores,
  { owner, client, reason }: { owner: SessionOwner; client: ClientInfo; reason: RevocationReason },
): Promise<boolean> {
  const { sessionId, userId } = owner;
  const revoked = await stores.sessions.revoke(sessionId, userId, { at: clock.now(), reason });
  const change = { userId, sessionIds: [sessionId], reason };
  const ended = { ...owner, client, detail: { reason }, change };
  if (revoked) await audit.recordIn(stores, { type: 'session.ended', ...ended });
  return revoked;
}

/**
 * Runs `work` while the account is held: of sessions that end each other at once, the later ones find their end.
 * @throws AuthError `TOKEN_REVOKED`
 */
function asAlive<T>(
  { withLockedUser, clock }: SessionsOptions,
  { sessionId, userId }: SessionOwner,
  work: (stores: RecordedSessionStores) => Promise<T>,
): Promise<T> {
  return withLockedUser(userId, async (stores) => {
    const refusal = refusalOf(await stores.sessions.findWithUser(sessionId), userId, clock.now());
    if (refusal !== undefined) throw refusal;
    return work(stores);
  });
}
