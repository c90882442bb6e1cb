import type { ClientInfo } from '../../platform/client-info.js';
import type { User } from '../accounts/user.js';
import type { ProofOfIdentity } from './proof.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { AuditStore } from '../../platform/events/store.js';
import type { Session, SessionStore } from './session.js';

/** The stores of a transaction in which sessions begin or end, and the record of it. */
export interface RecordedSessionStores {
  readonly sessions: SessionStore;
  readonly audit: AuditStore;
}

/** Begins a session: the one way, for every kind of sign-in. */
export type BeginSession = (stores: RecordedSessionStores, session: Session) => Promise<void>;

/** What every verb needs that signs in. */
export interface SignInDependencies {
  /** A session that has not begun yet. */
  readonly newSession: (user: User, client: ClientInfo, proof: ProofOfIdentity) => Session;
  /** Begins it, in a transaction that holds the account. */
  readonly beginSession: BeginSession;
}

/**
 * Stores a session with what was proved for it (`amr`, `acr`), and ends the user's oldest ones beyond `max`, both or
 * neither. Sessions of administrators as the user count apart: a look at an account signs its user out nowhere, and
 * the user cannot end it by signing in.
 * Whether one factor is enough, a trigger decides as the last door: an older build asks nobody else.
 * @throws AuthError `MFA_REQUIRED` if the account has two-step sign-in and one factor was proved; nothing is stored
 * @param max sessions of one user that are alive at a time, from 1 up
 */
export function createBeginSession({
  max,
  audit,
}: {
  max: number;
  audit: AuditTrail;
}): BeginSession {
  return async (stores, session) => {
    await stores.sessions.insert(session);
    const reason = 'session_limit';
    const ended = await stores.sessions.revokeBeyond(session, max, {
      at: session.createdAt,
      reason,
    });
    const [first] = ended;
    if (first === undefined) return;
    // Usually one. Only an account of an earlier version, or a lower maximum, has more to end.
    const several = ended.length > 1;
    await audit.recordIn(stores.audit, {
      type: 'session.ended',
      userId: session.userId,
      actorId: session.actorId,
      sessionId: several ? null : first,
      client: session,
      detail: several ? { reason, sessions: ended.length } : { reason },
    });
  };
}
