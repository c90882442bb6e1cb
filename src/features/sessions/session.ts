import type { AuthError } from '../../platform/errors/auth-error.js';
import { rankOfLevel } from '../../resource-server/assurance.js';
import type { AccountStores } from '../accounts/store.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { User, UserLookup } from '../accounts/user.js';

/** Why a session was ended. Kept in the row for the operator, and for the answer to the next refresh. */
export type RevocationReason =
  | 'logout'
  | 'logout_everywhere'
  | 'revoked_by_user'
  | 'session_limit'
  | 'revoked_by_service'
  | 'revoked_by_administrator'
  | 'refresh_token_reused'
  | 'password_changed'
  | 'password_reset'
  | 'user_disabled'
  | 'role_taken'
  | 'two_step_enabled'
  | 'sign_in_denied'
  | 'keys_revoked';

/**
 * One sign-in on one device. Times are milliseconds since the Unix epoch. Nothing in it is secret: a
 * refresh token is a signed statement of `id` and `generation`.
 */
export interface Session extends ClientInfo, ProofOfIdentity {
  /** UUID version 7; the `sid` claim. */
  readonly id: string;
  readonly userId: string;
  /** Counts the refreshes; a refresh token is good for exactly one generation. */
  readonly generation: number;
  /** The upper bound of the roles in this session's tokens: a refresh never widens them. */
  readonly roles: readonly string[];
  readonly createdAt: number;
  /** When the password, or the mailbox, was last proved; the `auth_time` claim. 0: never, by an administrator. */
  readonly authenticatedAt: number;
  /** When the generation last advanced by a refresh; `null` when its parent has no grace. */
  readonly rotatedAt: number | null;
  readonly lastUsedAt: number;
  /** Its own end, which refreshing does not move, or that of its idleness (`endOf`) if that is sooner. */
  readonly expiresAt: number;
  readonly revokedAt: number | null;
  readonly revokedReason: RevocationReason | null;
  /** The administrator who began it as the user (impersonation); `null`: the user did. */
  readonly actorId: string | null;
}

/**
 * When a session ends that is not used again.
 * @param expiresAt its own end
 * @param idle milliseconds for which a session may be idle; 0: as long as it lives
 */
export function endOf(
  { expiresAt, lastUsedAt }: Pick<Session, 'expiresAt' | 'lastUsedAt'>,
  idle: number,
): number {
  return idle === 0 ? expiresAt : Math.min(expiresAt, lastUsedAt + idle);
}

/** Behind `type Session`. */
export interface SessionModel {
  readonly session: Session;
  readonly current: boolean;
}

export interface Revocation {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly reason: RevocationReason;
}

export interface SessionAndUser {
  readonly session: Session;
  readonly user: User;
  /** When the database was asked (ms), if that was no use of the session; absent: at its `lastUsedAt`. */
  readonly askedAt?: number;
}

/** A proof of identity, at a time (ms), and the roles that the user has then. */
export interface Authentication extends ProofOfIdentity {
  readonly id: string;
  readonly now: number;
  readonly roles: readonly string[];
  /** Of a proof before this time (ms). Default: `now`. */
  readonly authenticatedAt?: number;
}

/** A refresh token that is about to be used, at a time (ms). */
interface Rotation {
  readonly id: string;
  readonly userId: string;
  readonly generation: number;
  readonly now: number;
  /** With an idempotency key. Default: none came. */
  readonly keys?: RotationKeys;
}

/** The hashes of an idempotency key; see `rotation-key.ts`. */
export interface RotationKeys {
  /** For this rotation: what is stored with it. */
  readonly next: string;
  /** For the rotation before: if that has stored it, the key was used twice. */
  readonly previous: string;
}

/** What the sessions' domain needs of a database. Every method is one atomic statement. */
export interface SessionStore {
  /** Adds a session; `expiresAt` is its own end. @throws AuthError `MFA_REQUIRED` for one of one factor where the account has two-step sign-in */
  insert(session: Session): Promise<void>;
  /** The session and its user, ended or disabled or not, in one query: the hot path of every request. */
  findWithUser(id: string): Promise<SessionAndUser | undefined>;
  /**
   * Uses up a refresh token: moves `generation` to the next one and sets `lastUsedAt` and `rotatedAt` to `now`,
   * only while the session is this user's, who began it, has exactly this generation, is not revoked and has not
   * expired, the user is not disabled, and the rotation before did not use the same idempotency key. Of any number
   * of callers in any number of processes, exactly one gets what the session is now, and its user; the others get
   * `undefined`, and nothing was written.
   */
  rotate(change: Rotation): Promise<SessionAndUser | undefined>;
  /** What the last rotation has stored of its idempotency key; `null` without one, and for no session. */
  rotationKey(id: string): Promise<string | null>;
  /**
   * Records a new proof of the password: sets `authenticatedAt`, `amr`, `acr`, `lastUsedAt` and `roles` of a session
   * that is alive. `false`: it is not, and nothing was written.
   */
  recordAuthentication(change: Authentication): Promise<boolean>;
  /**
   * The same, and moves `generation` to the next one, whose parent is answered to nobody: it has no grace
   * (`rotatedAt` is `null`) and no rotation key.
   */
  renew(change: Authentication): Promise<boolean>;
  /** Ends a session of `userId`: `false` if it had ended before, also by being idle, or is not the user's. */
  revoke(id: string, userId: string, revocation: Revocation): Promise<boolean>;
  /**
   * Ends all sessions of a user that are alive, but for `exceptId`, and those that the user began as others;
   * returns how many.
   */
  revokeAllOfUser(userId: string, revocation: Revocation, exceptId?: string): Promise<number>;
  /**
   * Ends the oldest sessions of `keep.userId`, so that `max` of them are alive: by the time of their beginning,
   * never `keep` itself. Sessions that the user began and those of administrators count apart; only those of the
   * kind of `keep` end. Returns the ids of up to 10,000 that it ended. Callers hold the account, or two sessions
   * that begin at once would not see each other.
   */
  revokeBeyond(keep: Session, max: number, revocation: Revocation): Promise<string[]>;
  /**
   * Ends a session of `userId`, and those that the user began after it: ids tell the order. Returns the ids of those
   * that were alive.
   */
  revokeSince(id: string, userId: string, revocation: Revocation): Promise<string[]>;
  /** Ends the sessions that an administrator began as others; returns how many were alive. */
  revokeAllOfActor(actorId: string, revocation: Revocation): Promise<number>;
  /** Ends up to `limit` sessions that are alive, of anyone; returns how many. */
  revokeBatch(revocation: Revocation, limit: number): Promise<number>;
  /** Removes up to `limit` sessions that expired before a time (ms); returns how many. */
  prune(before: number, limit: number): Promise<number>;
  /**
   * The latest `limit` sessions of a user, ended or not, the first to begin first; with `before` the latest of those
   * whose id is lower.
   */
  listOf(userId: string, limit: number, before?: string): Promise<Session[]>;
  /**
   * The addresses at which a user is signed in at `now`: of sessions that the user began and that are alive, at most
   * 1,000; none for a user that there is not.
   */
  addressesOf(of: UserLookup, now: number): Promise<string[]>;
  /** The sessions of these users that are alive at `now`, the latest used first; `limit` is for each user. */
  listAliveOf(userIds: readonly string[], now: number, limit?: number): Promise<Session[]>;
}

/** The stores of sessions, and of the accounts that they belong to. */
export interface SessionStores extends AccountStores {
  readonly sessions: SessionStore;
}

/** What was proved when a session began, or when the user authenticated again in it. */
export interface ProofOfIdentity {
  /** The methods (RFC 8176): `pwd`, and `email` of our own for a mailed link or code. Empty: not known, or none. */
  readonly amr: readonly string[];
  /** The level, in the order of `resource-server/assurance.ts`; `null` for an administrator who acts as the user. */
  readonly acr: string | null;
}

export const passwordProof: ProofOfIdentity = { amr: ['pwd'], acr: 'aal1' };
export const mailedProof: ProofOfIdentity = { amr: ['email'], acr: 'aal1' };
/** Of a recovery code alone. As a second step it is among others. */
export const recoveryProof: ProofOfIdentity = { amr: ['recovery'], acr: 'aal1' };
/** Of an administrator who acts as the user: nothing. */
export const noProof: ProofOfIdentity = { amr: [], acr: null };

/** The weaker one of two levels. One that this build does not know counts as the weakest. */
export function weakerLevel(one: string | null, other: string | null): string | null {
  return rankOfLevel(one) <= rankOfLevel(other) ? one : other;
}

/** The stronger one of two levels. */
export function strongerLevel(one: string | null, other: string | null): string | null {
  return rankOfLevel(one) >= rankOfLevel(other) ? one : other;
}

/** Whether nothing but a recovery code has been proved. */
export function isRecovery({ amr }: ProofOfIdentity): boolean {
  return amr.length > 0 && amr.every((method) => recoveryProof.amr.includes(method));
}

/** Whether a proof of identity is of two factors at least. */
export function isTwoFactors({ acr }: ProofOfIdentity): boolean {
  return rankOfLevel(acr) >= rankOfLevel('aal2');
}

/** Who asks: the `sid` and `sub` of a verified access token, and who acts in it (`act`) if that is someone else. */
export interface SessionOwner {
  readonly sessionId: string;
  readonly userId: string;
  readonly actorId?: string | null;
}

export interface Sessions {
  /** The session and its user as they are now, or why they cannot be used. Throws on faults only. */
  confirm(owner: SessionOwner): Promise<SessionAndUser | AuthError>;
  /** Signs this session out, or ends it for another reason. Idempotent. */
  end(owner: SessionOwner, client: ClientInfo, reason?: RevocationReason): Promise<void>;
  /**
   * Signs the user out everywhere, also where they act as others; returns how many sessions that ended.
   * @throws AuthError `TOKEN_REVOKED` if this session has ended
   */
  endAll(owner: SessionOwner, client: ClientInfo): Promise<number>;
  /** The same for all sessions but this one. */
  endOthers(owner: SessionOwner, client: ClientInfo): Promise<number>;
  /**
   * Ends one of the user's sessions: `false` if it had ended before.
   * @param owner.by the session that asks for it
   * @throws AuthError `SESSION_NOT_FOUND`, for a session of someone else too; `TOKEN_REVOKED` if that of `by` has ended
   */
  endOwn(owner: SessionOwner & { readonly by: string }, client: ClientInfo): Promise<boolean>;
  /** The sessions that are alive, by user, the latest used first. Who has none is left out. */
  readonly aliveOf: (userIds: readonly string[]) => Promise<Map<string, Session[]>>;
}
