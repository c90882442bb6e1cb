import type { ClientInfo } from '../../platform/client-info.js';
import type { Clock } from '../../platform/clock.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { User, UserStore } from '../accounts/user.js';
import type { PrepareToken } from './access-token.js';
import { newImpersonation, newSession, type Inherited } from './lifecycle.js';
import type { AuditTrail, EventStores } from '../../platform/events/trail.js';
import type { SessionChanges } from './facts.js';
import { SecondFactorRequired, type FirstStepBasis, type StepUpRefusal } from './second-factor.js';
import {
  endOf,
  isTwoFactors,
  type Session,
  type SessionStore,
  type ProofOfIdentity,
} from './session.js';

/** The stores of a transaction in which sessions begin or end, and the record of it. */
export interface RecordedSessionStores extends EventStores {
  readonly sessions: SessionStore;
}

/** The stores of a transaction in which a session begins. */
export interface BeginningStores extends RecordedSessionStores {
  readonly users: Pick<UserStore, 'findCredentials' | 'setInvitedAt'>;
}

/** A user who signs in, and what was proved. */
interface SignIn {
  readonly user: User;
  readonly client: ClientInfo;
  readonly proof: ProofOfIdentity;
  readonly basis?: FirstStepBasis;
  /** Of the session that is handed over. Default: the identity was proved now. */
  readonly inherited?: Inherited;
}

/** An administrator who signs in as a user, for `lifetime` seconds. */
interface Impersonation {
  readonly user: User;
  readonly client: ClientInfo;
  readonly actorId: string;
  readonly lifetime: number;
}

/** A user who has signed in. */
export interface BegunSignIn {
  readonly user: User;
  readonly client: ClientInfo;
  /** Of the session that was handed over, if one was. */
  readonly inherited?: Inherited | undefined;
  readonly session: Session;
}

/** Inside the transaction of a sign-in: remembers its device, and reports a new one. */
export type ReportDevice = (stores: BeginningStores, begun: BegunSignIn) => Promise<void>;

/**
 * Begins a session, in a transaction that holds the account: the one way, for every kind of sign-in.
 * @param record records the sign-in, before what ends because of it
 */
export type BeginSession = (
  stores: BeginningStores,
  begun: SignIn | Impersonation,
  record: (session: Session) => Promise<void>,
) => Promise<Session>;

/** What every verb needs that signs in. */
export interface SignInDependencies {
  readonly beginSession: BeginSession;
  /** For accounts with two-step sign-in, where one factor proves too little. */
  readonly stepUpRefusal: StepUpRefusal;
}

/**
 * Every sign-in comes here with its account and what was proved, so this is where a second factor is asked for. The
 * database has the last word: a trigger refuses one factor where the account wants two, for whatever got past.
 *
 * Stores the session with what was proved (`amr`, `acr`), and ends the user's oldest ones beyond `max`, both or
 * neither. Sessions of administrators as the user count apart: a look at an account signs its user out nowhere, and
 * the user cannot end it by signing in.
 * @throws SecondFactorRequired (`MFA_REQUIRED`) if the account has two-step sign-in and one factor was proved; nothing
 * is stored
 * @param max sessions of one user that are alive at a time, from 1 up
 * @param lifetime seconds until a session of the user ends, however often it is refreshed, or handed over
 * @param idle milliseconds for which it may be idle; 0: to its end
 * @param prepareToken see `AccessTokenIssuer.prepare`
 * @param reportDevice is called for every sign-in, and not for an administrator who acts as the user
 */
export function createBeginSession({
  max,
  lifetime,
  idle,
  clock,
  audit,
  prepareToken,
  reportDevice,
}: {
  max: number;
  lifetime: number;
  idle: number;
  clock: Clock;
  audit: AuditTrail<SessionChanges>;
  prepareToken?: PrepareToken | undefined;
  reportDevice?: ReportDevice | undefined;
}): BeginSession {
  return async (stores, begun, record) => {
    if (!('actorId' in begun)) {
      await requireSecondFactor(stores, begun);
      await endInvitation(stores, begun.user);
    }
    const now = clock.now();
    const stored =
      'actorId' in begun
        ? newImpersonation({ ...begun, now })
        : newSession({ ...begun, now, lifetime });
    await stores.sessions.insert(stored);
    const session = { ...stored, expiresAt: endOf(stored, idle) };
    await record(session);
    await endOldest({ max, audit }, stores, session);
    if (!('actorId' in begun)) {
      const { user, client, inherited } = begun;
      await reportDevice?.(stores, { user, client, inherited, session });
    }
    prepareToken?.({ user: begun.user, session });
    return session;
  };
}

/**
 * Records a sign-in, in its transaction.
 * @param method of the last step; `undefined`: a password
 */
export function recordSignIn(
  audit: Pick<AuditTrail<SessionChanges>, 'recordIn'>,
  stores: EventStores,
  { session, client, method }: { session: Session; client: ClientInfo; method?: string },
): Promise<void> {
  const { id: sessionId, userId } = session;
  const detail = method !== undefined && { detail: { method } };
  const succeeded = { userId, sessionId, client, ...detail, change: { session } };
  return audit.recordIn(stores, { type: 'login.succeeded', ...succeeded });
}

async function requireSecondFactor(
  { users }: BeginningStores,
  { user, proof, basis }: SignIn,
): Promise<void> {
  if (user.twoStepSince === null || isTwoFactors(proof)) return;
  const credentials = await users.findCredentials({ id: user.id });
  if (credentials === undefined) throw new AuthError('TOKEN_REVOKED');
  throw new SecondFactorRequired({ credentials, proof, basis });
}

/** Who has signed in need not be invited any more, by whatever way they came. */
async function endInvitation({ users }: BeginningStores, user: User): Promise<void> {
  if (user.invitedAt !== null) await users.setInvitedAt(user.id, null);
}

async function endOldest(
  { max, audit }: { max: number; audit: AuditTrail<SessionChanges> },
  stores: RecordedSessionStores,
  session: Session,
): Promise<void> {
  const reason = 'session_limit';
  const revocation = { at: session.createdAt, reason } as const;
  const ended = await stores.sessions.revokeBeyond(session, max, revocation);
  const [first] = ended;
  if (first === undefined) return;
  // Usually one. Only an account of an earlier version, or a lower maximum, has more to end.
  const several = ended.length > 1;
  await audit.recordIn(stores, {
    type: 'session.ended',
    userId: session.userId,
    actorId: session.actorId,
    sessionId: several ? null : first,
    client: session,
    detail: several ? { reason, sessions: ended.length } : { reason },
    change: { userId: session.userId, sessionIds: ended, reason },
  });
}
