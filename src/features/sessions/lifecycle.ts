import { v7 as uuidv7 } from 'uuid';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { SessionChanges } from './facts.js';
import type { User } from '../accounts/user.js';
import { boundedClient, type ClientInfo } from '../../platform/client-info.js';
import {
  type Authentication,
  type Session,
  type SessionAndUser,
  type SessionStores,
  noProof,
  type ProofOfIdentity,
} from './session.js';
import { lockUnlessLastAdministrator } from '../accounts/roles.js';

/** What a session has of the one that is handed over. Times are milliseconds since the Unix epoch. */
export type Inherited = Pick<Session, 'authenticatedAt' | 'roles' | 'userAgent' | 'expiresAt'>;

/**
 * A session that begins now. `lifetime` in seconds is absolute: neither a refresh nor a hand-off moves its end, which
 * is counted from the proof of identity that it inherits.
 */
export function newSession(subject: {
  user: User;
  client: ClientInfo;
  now: number;
  lifetime: number;
  proof: ProofOfIdentity;
  inherited?: Inherited;
}): Session {
  const { user, client, now, lifetime, proof, inherited } = subject;
  const authenticatedAt = Math.min(inherited?.authenticatedAt ?? now, now);
  // Over already, if the lifetime was shortened since; but the session that is handed over lives on.
  const endOfProof = authenticatedAt + lifetime * 1000;
  return {
    id: uuidv7({ msecs: now }),
    userId: user.id,
    generation: 0,
    roles: inherited?.roles.filter((role) => user.roles.includes(role)) ?? user.roles,
    createdAt: now,
    authenticatedAt,
    rotatedAt: null,
    lastUsedAt: now,
    expiresAt: Math.max(endOfProof, Math.min(inherited?.expiresAt ?? 0, now + lifetime * 1000)),
    revokedAt: null,
    revokedReason: null,
    ...boundedClient(client),
    actorId: null,
    amr: proof.amr,
    acr: proof.acr,
  };
}

/**
 * A session that an administrator begins as the user. Nobody has proved to be the user: its `auth_time` is the
 * epoch, which is fresh for nobody, here and at other services.
 */
export function newImpersonation({
  actorId,
  ...subject
}: Omit<Parameters<typeof newSession>[0], 'proof'> & { actorId: string }): Session {
  return { ...newSession({ ...subject, proof: noProof }), authenticatedAt: 0, actorId };
}

/** As its user may see it: the device of an administrator is not the user's to know. */
export function seenByUser(session: Session): Session {
  return session.actorId === null ? session : { ...session, userAgent: null, ipAddress: null };
}

/**
 * Why a session cannot be used, if it cannot. A deleted or disabled user reads like an ended session:
 * the answer says what to do and nothing about the account.
 */
export function refusalOf(
  found: SessionAndUser | undefined,
  userId: string,
  now: number,
): AuthError | undefined {
  if (found === undefined) return new AuthError('TOKEN_REVOKED');
  const { session, user } = found;
  if (session.userId !== userId) return new AuthError('TOKEN_INVALID');
  if (session.revokedAt !== null || user.disabledAt !== null) return new AuthError('TOKEN_REVOKED');
  if (session.expiresAt <= now) return new AuthError('TOKEN_EXPIRED');
  return undefined;
}

/**
 * Inside a transaction that holds the account: records a proof of identity in a session, or renews the session by it.
 * @returns the session and its account as they are then
 * @throws AuthError `TOKEN_REVOKED` if the session has ended
 */
export async function recordProof(
  { sessions }: Pick<SessionStores, 'sessions'>,
  change: Authentication,
  how: 'recordAuthentication' | 'renew' = 'recordAuthentication',
): Promise<SessionAndUser> {
  const found = (await sessions[how](change)) ? await sessions.findWithUser(change.id) : undefined;
  if (found === undefined) throw new AuthError('TOKEN_REVOKED');
  return found;
}

interface Closing {
  readonly id: string;
  /** Whose last owner cannot be kept out. */
  readonly adminRole: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Looks again, once nobody else changes the account. */
  readonly onceHeld?: (stores: SessionStores) => Promise<unknown>;
}

export interface ClosedAccount {
  readonly user: User;
  /** How many sessions were alive, those that the user began as others too. */
  readonly sessionsEnded: number;
  readonly change: SessionChanges['user.disabled'];
}

/**
 * Inside a transaction: keeps a user out and ends all of the user's sessions. Closing twice keeps the first
 * time.
 * @returns the account as it is then; `undefined` if there is none
 * @throws AuthError `LAST_ADMIN`
 */
export async function closeAccount(
  stores: SessionStores,
  { id, adminRole, now, onceHeld }: Closing,
): Promise<ClosedAccount | undefined> {
  const before = await lockUnlessLastAdministrator(stores, id, adminRole);
  if (before === undefined) return undefined;
  await onceHeld?.(stores);
  const user = { ...before, disabledAt: before.disabledAt ?? now };
  await stores.users.setDisabledAt(user.id, user.disabledAt);
  const revocation = { at: now, reason: 'user_disabled' } as const;
  const sessionsEnded = await stores.sessions.revokeAllOfUser(user.id, revocation);
  const ended = { userId: user.id, sessions: sessionsEnded, reason: revocation.reason };
  return { user, sessionsEnded, change: { before, after: user, ended } };
}
