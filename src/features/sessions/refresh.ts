import type { Clock } from '../../platform/clock.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { sessionReasons, type SessionChanges } from './facts.js';
import type { Viewer } from './context.js';
import { refusalOf } from './lifecycle.js';
import type { PrepareToken } from './access-token.js';
import type { RefreshClaim } from './refresh-token.js';
import { rotationKeysOf } from './rotation-key.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { Transact } from '../../platform/database/storage.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { RecordedSessionStores } from './begin-session.js';
import {
  type RotationKeys,
  type Session,
  type SessionAndUser,
  type SessionStore,
  weakerLevel,
} from './session.js';

/** A refresh token that someone presents. */
export interface Presented {
  readonly claim: RefreshClaim;
  /** As `checkedIdempotencyKey` returns it. */
  readonly idempotencyKey: string | null;
  readonly client: ClientInfo;
}

export interface RefreshOptions {
  readonly sessions: SessionStore;
  /** Runs the end of a session whose token was reused, and the event of it: both or neither. */
  readonly transact: Transact<RecordedSessionStores>;
  readonly audit: AuditTrail<SessionChanges>;
  readonly clock: Clock;
  /**
   * Seconds in which the parent of the current generation is still answered, with the same successor.
   * 0: every second use of a refresh token without an idempotency key ends its session.
   */
  readonly grace: number;
  /** Seconds in which a retry with the same idempotency key is answered, for any grace. 0: retries are off. */
  readonly retry: number;
  /** See `AccessTokenIssuer.prepare`: with it a token is used up in a transaction, which its fault undoes. */
  readonly prepareToken?: PrepareToken | undefined;
}

/** A refresh token, its caller, and the time (ms). */
interface Presentation extends Presented {
  readonly keys: RotationKeys | undefined;
  readonly presentedAt: number;
}

/**
 * Rotation of refresh tokens with detection of reuse (RFC 9700 §4.14.2). The session's row counts
 * generations, and a token is valid for one. One statement uses it up and returns what the next one needs: a fault
 * before it loses nothing, and after it only the reply can be lost. The grace covers that for a moment, and for
 * longer an idempotency key: only the client that used the token can send its key again.
 *
 * @returns the session at the generation that the next refresh token is for, and no wider than the token's claims
 */
export function createRefresh(options: RefreshOptions) {
  const { sessions, audit, clock, grace, retry } = options;
  const outages = createOutages(grace * 1000);

  return async function refresh(presented: Presented): Promise<SessionAndUser> {
    const presentedAt = clock.now();
    const { claim, idempotencyKey } = presented;
    const keys = rotationKeysOf(claim, idempotencyKey);
    try {
      return await rotate({ ...presented, keys, presentedAt });
    } catch (error) {
      const unavailable = error instanceof AuthError && error.reason === 'DATABASE_UNAVAILABLE';
      if (unavailable) outages.record(presentedAt, clock.now());
      throw error;
    }
  };

  async function rotate(presentation: Presentation): Promise<SessionAndUser> {
    const { claim, keys } = presentation;
    const { sessionId: id, userId, generation } = claim;
    const change = { id, userId, generation, now: clock.now() };
    const rotated = await useUp(options, keys === undefined ? change : { ...change, keys }, claim);
    if (rotated !== undefined) return rotated;

    const found = await sessions.findWithUser(id);
    const alive = requireUsable(found, claim, clock.now());
    if (alive.session.generation !== generation) {
      return notWider(await answerUsed({ ...alive, askedAt: change.now }, presentation), claim);
    }
    // A client that always sends one key looks like a thief who has seen it once.
    if (keys !== undefined && (await sessions.rotationKey(id)) === keys.previous) {
      throw new AuthError(sessionReasons.IDEMPOTENCY_KEY_INVALID, { sentence: usedBefore });
    }
    // What stood in the way is gone: the account, for one, was enabled again a moment ago.
    return rotate(presentation);
  }

  async function answerUsed(
    alive: SessionAndUser,
    presentation: Presentation,
  ): Promise<SessionAndUser> {
    const { claim, client, presentedAt } = presentation;
    const { session } = alive;
    // A generation that we never reached: the row was restored from a backup. Nobody stole anything.
    if (claim.generation > session.generation) throw new AuthError('TOKEN_INVALID');
    const isParent = claim.generation === session.generation - 1;
    if (isParent && session.rotatedAt !== null) {
      // The time of the question, not of the answer: a database that stood still in between does not mean theft.
      if (presentedAt - outages.graceBegins(session.rotatedAt) < grace * 1000) return alive;
      if (await isRetry(session.rotatedAt, presentation)) {
        const { sessionId, userId } = claim;
        audit.record({ type: 'session.refresh_retried', sessionId, userId, client });
        return alive;
      }
    }

    await endReused(options, session, client);
    throw new AuthError(sessionReasons.TOKEN_REUSED);
  }

  /** Whether the rotation that used the token, at `rotatedAt` (ms), was recent and had the same key. */
  async function isRetry(
    rotatedAt: number,
    { claim, keys, presentedAt }: Presentation,
  ): Promise<boolean> {
    if (keys === undefined || presentedAt - rotatedAt >= retry * 1000) return false;
    return (await sessions.rotationKey(claim.sessionId)) === keys.next;
  }
}

async function useUp(
  { sessions, transact, prepareToken }: RefreshOptions,
  change: Parameters<SessionStore['rotate']>[0],
  claim: RefreshClaim,
): Promise<SessionAndUser | undefined> {
  if (prepareToken === undefined) {
    const rotated = await sessions.rotate(change);
    return rotated && notWider(rotated, claim);
  }
  return transact(async (stores) => {
    const rotated = await stores.sessions.rotate(change);
    const signedIn = rotated && notWider(rotated, claim);
    if (signedIn !== undefined) prepareToken(signedIn);
    return signedIn;
  });
}

/** Ends a session whose token was reused, and records it, once. */
async function endReused(
  { transact, audit, clock }: RefreshOptions,
  { id: sessionId, userId }: Session,
  client: ClientInfo,
): Promise<void> {
  const revocation = { at: clock.now(), reason: 'refresh_token_reused' } as const;
  await transact(async (stores) => {
    if (!(await stores.sessions.revoke(sessionId, userId, revocation))) return;
    const { reason } = revocation;
    const change = { userId, sessionIds: [sessionId], reason };
    const reused = { sessionId, userId, client, change };
    await audit.recordIn(stores, { type: 'session.token_reused', ...reused });
  });
}

const usedBefore = {
  message:
    'This idempotency key was used for an earlier refresh. Create a new one for each refresh. The refresh token is still valid.',
  ko: '이전 갱신에 사용한 멱등성 키입니다. 갱신할 때마다 새로 만들어 주세요. 리프레시 토큰은 아직 유효합니다.',
};

/**
 * The lesser of what the session's row says and of what the token states: a token that was copied before the
 * password was proved again gains nothing from that. A token that states nothing counts as the sign-in; if the
 * row has been proved again since, its roles may be others than those of the sign-in, so none of them is given.
 */
export function notWider(
  found: SessionAndUser,
  { proof }: Pick<RefreshClaim, 'proof'>,
): SessionAndUser {
  const { session } = found;
  if (proof === null) {
    const isSignIn = session.authenticatedAt === session.createdAt;
    const acr = weakerLevel(session.acr, 'aal1');
    if (isSignIn && acr === session.acr) return found;
    const { createdAt: authenticatedAt } = session;
    const roles = isSignIn ? session.roles : [];
    return { ...found, session: { ...session, authenticatedAt, roles, amr: [], acr } };
  }
  // To the end of the second that the token states.
  const authenticatedAt = Math.min(session.authenticatedAt, proof.authenticatedAt * 1000 + 999);
  const roles = session.roles.filter((role) => proof.roles.includes(role));
  const acr = weakerLevel(session.acr, proof.acr);
  const isSameProof = authenticatedAt === session.authenticatedAt && acr === session.acr;
  if (isSameProof && roles.length === session.roles.length) return found;
  const amr = isSameProof ? session.amr : proof.amr;
  return { ...found, session: { ...session, authenticatedAt, roles, amr, acr } };
}

/**
 * The lesser of what the session's row says and of what the access token of this request states: where nothing is
 * proved, a copy of an old token gains nothing from what its session has gained since.
 */
export function notWiderThanToken(found: SessionAndUser, viewer: Viewer): SessionAndUser {
  const { authenticatedAt, roles, claims } = viewer;
  const { amr = [], acr = 'aal1' } = claims;
  return notWider(found, { proof: { authenticatedAt, roles, amr, acr } });
}

function requireUsable(
  found: SessionAndUser | undefined,
  claim: RefreshClaim,
  now: number,
): SessionAndUser {
  const refusal = refusalOf(found, claim.userId, now);
  if (found === undefined || refusal !== undefined) {
    const isUsed = found !== undefined && claim.generation < found.session.generation;
    // Parallel uses of an old token all hear the same, whichever of them ended the session.
    if (isUsed && found.session.revokedReason === 'refresh_token_reused') {
      throw new AuthError(sessionReasons.TOKEN_REUSED);
    }
    throw refusal ?? new AuthError('TOKEN_REVOKED');
  }
  // A session as someone else ends with its access token; it was given no refresh token.
  if (found.session.actorId !== null) throw new AuthError('TOKEN_INVALID');
  return found;
}

/** The last time that refreshes failed because the database did not answer. */
export interface Outages {
  /** A refresh that began at `from` (ms) was given up at `until`; whether it was done is unknown. */
  record(from: number, until: number): void;
  /** When the grace of a generation begins that was reached at `rotatedAt` (ms). */
  graceBegins(rotatedAt: number): number;
}

/**
 * Remembers the last outage, so that a refresh whose answer was lost in it, or that could not be tried again
 * because of it, has its grace when it is over, however long it took. Failures belong to one outage while
 * less than `grace` (ms) lies between them.
 */
export function createOutages(grace: number): Outages {
  let last: { from: number; until: number } | undefined;
  return {
    record(from, until) {
      const continues = last !== undefined && from - last.until < grace;
      last =
        last !== undefined && continues
          ? { from: Math.min(last.from, from), until: Math.max(last.until, until) }
          : { from, until };
    },
    graceBegins(rotatedAt) {
      if (last === undefined || rotatedAt > last.until) return rotatedAt;
      // Its grace ran when the outage began, or would have begun in it.
      return last.from - rotatedAt < grace ? last.until : rotatedAt;
    },
  };
}
