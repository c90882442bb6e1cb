import { AuthError } from '../../platform/errors/auth-error.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { AuditStore } from '../../platform/events/store.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { OutboxStore } from '../../platform/job.js';
import type { OneTimeTokenStore } from '../../platform/one-time-tokens/store.js';
import type { User } from '../accounts/user.js';
import type { SessionChanges } from '../sessions/facts.js';
import { recordProof } from '../sessions/lifecycle.js';
import { offeredFactors, type SecondFactor } from '../sessions/second-factor.js';
import { sendSecurityNotice, type NoticeDependencies } from '../sessions/security-notice.js';
import type {
  ProofOfIdentity,
  Session,
  SessionAndUser,
  SessionStores,
} from '../sessions/session.js';
import type { TwoStepChanges } from './facts.js';
import { renewRecoveryCodes, type RecoveryCodeStores } from './recovery-codes.js';

/** The stores of what a change of two-step sign-in touches. */
export interface TwoStepStores extends SessionStores, RecoveryCodeStores {
  readonly outbox: OutboxStore;
  readonly oneTimeTokens: OneTimeTokenStore;
  readonly audit: AuditStore;
}

/** What such a change needs. */
export interface TwoStepDependencies extends NoticeDependencies {
  readonly audit: AuditTrail<TwoStepChanges & SessionChanges>;
}

/** A change of what a sign-in needs. Without `recoveryCodes` no new ones were made. */
export interface TwoStepChange {
  readonly signedIn: SessionAndUser;
  readonly recoveryCodes: readonly string[] | null;
}

/** What of a second factor ends with two-step sign-in. */
export type RemovableFactor<Stores> = Pick<SecondFactor<Stores>, 'removeAll'>;

interface Change {
  readonly viewer: SessionAndUser;
  readonly client: ClientInfo;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * Inside a transaction that holds the account: turns two-step sign-in on. All other sessions end, since they have
 * proved one factor, and so do mailed links. The owner gets a mail.
 * @param change.proof the second factor that was shown now; `null`: the session has two factors already
 * @returns recovery codes, unless it was on already
 */
export async function enableTwoStep(
  { audit, ...notices }: TwoStepDependencies,
  stores: TwoStepStores,
  change: Change & { proof: ProofOfIdentity | null },
): Promise<TwoStepChange> {
  const { viewer, proof, client, now } = change;
  const { user } = viewer;
  const isNew = await stores.users.setTwoStepSince(user.id, now);
  const signedIn =
    proof === null
      ? { ...(await currentOf(stores, viewer.session)), askedAt: now }
      : await raise(stores, viewer.session, { proof, roles: user.roles, now });
  if (!isNew) return { signedIn, recoveryCodes: null };
  const reason = 'two_step_enabled';
  const { id: sessionId } = viewer.session;
  const sessions = await stores.sessions.revokeAllOfUser(user.id, { at: now, reason }, sessionId);
  await stores.oneTimeTokens.removeAllOfUser(user.id);
  const notice = { name: 'two-step-enabled' } as const;
  await sendSecurityNotice(notices, stores.outbox, user, notice);
  const ended = { userId: user.id, sessions, reason, keptSessionId: sessionId } as const;
  const event = { userId: user.id, sessionId, client, detail: { sessions }, change: ended };
  await audit.recordIn(stores, { type: 'two_step.enabled', ...event });
  return { signedIn, recoveryCodes: await renewRecoveryCodes(stores, user.id, now) };
}

/**
 * Inside a transaction that holds the account: turns two-step sign-in off, and ends the factors that are nothing but a
 * second step, and the recovery codes. The owner gets a mail. Nothing, if it is off already.
 * @param sessionId the user's session; `null`: an operator or an administrator does it
 */
export async function disableTwoStep<Stores extends TwoStepStores>(
  { audit, ...notices }: TwoStepDependencies,
  stores: Stores,
  factors: readonly RemovableFactor<Stores>[],
  { user, ...origin }: { user: User; sessionId: string | null; client?: ClientInfo },
): Promise<void> {
  // Codes of an account with nothing but passkeys are no second step: they open it.
  if (!(await stores.users.setTwoStepSince(user.id, null))) return;
  for (const factor of factors) await factor.removeAll?.(stores, user.id);
  const notice = { name: 'two-step-disabled' } as const;
  await sendSecurityNotice(notices, stores.outbox, user, notice);
  await audit.recordIn(stores, { type: 'two_step.disabled', userId: user.id, ...origin });
}

/** A way out of the loss of a factor, and no reason for two-step sign-in. */
const spare: string = 'RECOVERY_CODE';

/** Whether the user has a second factor that is more than a way out of its loss. */
export async function hasSecondFactor<Stores>(
  factors: readonly SecondFactor<Stores>[],
  stores: Stores,
  userId: string,
): Promise<boolean> {
  const offered = await offeredFactors(factors, stores, userId);
  return offered.some(({ method }) => method !== spare);
}

/**
 * Adds a proof to a session, with which it has two factors: `auth_time` becomes now, and the roles those that the user
 * has. @throws AuthError `TOKEN_REVOKED` if it has ended
 */
export async function raise(
  stores: Pick<SessionStores, 'sessions'>,
  session: Session,
  { proof, roles, now }: { proof: ProofOfIdentity; roles: readonly string[]; now: number },
): Promise<SessionAndUser> {
  const amr = [...new Set([...session.amr, ...proof.amr, 'mfa'])];
  const change = { id: session.id, now, roles, amr, acr: proof.acr };
  return recordProof(stores, change);
}

async function currentOf(
  { sessions }: Pick<SessionStores, 'sessions'>,
  session: Session,
): Promise<SessionAndUser> {
  const found = await sessions.findWithUser(session.id);
  if (found === undefined) throw new AuthError('TOKEN_REVOKED');
  return found;
}
