import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.js';
import { numericDate } from '../../platform/clock.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { Transact } from '../../platform/database/storage.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuditTrail, EventStores } from '../../platform/events/trail.js';
import type { Credentials } from '../accounts/user.js';
import { recordSignIn, type BeginSession } from '../sessions/begin-session.js';
import type { SessionChanges } from '../sessions/facts.js';
import { refusalOf } from '../sessions/lifecycle.js';
import { notWider } from '../sessions/refresh.js';
import type { RefreshClaim, RefreshTokens } from '../sessions/refresh-token.js';
import { SecondFactorRequired } from '../sessions/second-factor.js';
import type { SessionAndUser, SessionStores } from '../sessions/session.js';
import { requireCodeChallenge, type HandoffCodes, type OpenedHandoff } from './codes.js';
import { handoffReasons } from './facts.js';
import { redirectUrl, type Redirects } from './redirects.js';

/** Uses a code up: of any number of callers in any number of processes, one gets `true`. */
interface UsedTokens {
  use(id: string, expiresAt: number): Promise<boolean>;
}

/** The stores of a session that is handed over. */
export interface HandoffStores extends SessionStores, EventStores {
  readonly usedTokens: UsedTokens;
}

export interface SessionHandoffDependencies {
  readonly stores: SessionStores;
  readonly transact: Transact<HandoffStores>;
  readonly clock: Clock;
  readonly audit: AuditTrail<SessionChanges>;
  readonly beginSession: BeginSession;
  readonly refreshTokens: Pick<RefreshTokens, 'verify'>;
  readonly codes: HandoffCodes;
  readonly redirects: Redirects;
  /** Seconds in which the refresh token before the present one is taken as well: another tab refreshes meanwhile. */
  readonly grace: number;
}

/** What an application asks for, by the service's own page. */
export interface WantedHandoff {
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly state: string | null;
}

/** Where the application takes over. `expiresIn` in seconds. */
export interface Handoff {
  readonly redirectUrl: string;
  readonly expiresIn: number;
}

/** Seconds: a redirect takes one or two. */
const codeLifetime = 60;

/** What a code says of the session that is handed over: no more than the refresh token states that was shown for it. */
const subjectSchema = z.object({
  userId: z.string(),
  sessionId: z.string(),
  proof: z.object({
    authenticatedAt: z.number(),
    roles: z.array(z.string()),
    amr: z.array(z.string()),
    acr: z.string(),
  }),
  fingerprint: z.string(),
});

const cookieMissing = {
  message:
    'Only a page that keeps its refresh token in the cookie can hand its session over. Send "X-Authgraph-Cookies: on".',
  ko: '리프레시 토큰을 쿠키에 보관하는 페이지에서만 세션을 넘길 수 있습니다. "X-Authgraph-Cookies: on"을 보내 주세요.',
};

/**
 * Hands a session over by its refresh token, which is not used up. Nothing is stored.
 * @param refreshToken of the cookie; `undefined`: there is none
 * @throws AuthError `REDIRECT_REFUSED`, `CODE_CHALLENGE_INVALID`, and those of a refresh
 */
export async function createSessionHandoff(
  { stores, clock, refreshTokens, codes, redirects, grace }: SessionHandoffDependencies,
  refreshToken: string | undefined,
  { redirectUri, codeChallenge, state }: WantedHandoff,
): Promise<Handoff> {
  redirects.require(redirectUri);
  requireCodeChallenge(codeChallenge);
  if (refreshToken === undefined) throw new AuthError('TOKEN_MISSING', { sentence: cookieMissing });
  const claim = refreshTokens.verify(refreshToken);
  const found = await stores.sessions.findWithUser(claim.sessionId);
  const refusal = refusalOf(found, claim.userId, clock.now());
  if (refusal !== undefined || found === undefined) throw refusal ?? new AuthError('TOKEN_REVOKED');
  const credentials = await stores.users.findCredentials({ id: claim.userId });
  if (credentials === undefined) throw new AuthError('TOKEN_REVOKED');
  if (!isPresent(found, claim, clock.now() - grace * 1000)) throw new AuthError('TOKEN_INVALID');
  const { session } = notWider(found, claim);
  const { roles, amr, acr } = session;
  const authenticatedAt = numericDate(session.authenticatedAt);
  const subject = {
    userId: session.userId,
    sessionId: session.id,
    proof: { authenticatedAt, roles: [...roles], amr: [...amr], acr: acr ?? 'aal1' },
    fingerprint: fingerprintOf(credentials).toString('base64url'),
  };
  const lifetime = codeLifetime;
  const code = codes.issue({ kind: 'session', subject, codeChallenge, lifetime });
  return { redirectUrl: redirectUrl(redirectUri, { code }, state), expiresIn: lifetime };
}

/** Whether a refresh by this token would be answered; one that was used before opens nothing. */
function isPresent({ session }: SessionAndUser, claim: RefreshClaim, graceSince: number): boolean {
  const { actorId, generation, rotatedAt } = session;
  if (actorId !== null) return false;
  if (claim.generation === generation) return true;
  return claim.generation === generation - 1 && rotatedAt !== null && rotatedAt > graceSince;
}

/**
 * Begins the session of the application. It inherits from the one that is handed over: when and how the identity was
 * proved, the roles that the user still has, and its end. A code dies with that session, and with the password.
 * The code and the session are one transaction: of any number of callers, one gets a session.
 * @throws AuthError `HANDOFF_INVALID`
 */
export async function takeSessionOver(
  { transact, clock, audit, beginSession }: SessionHandoffDependencies,
  { id, expiresAt, subject }: OpenedHandoff,
  client: ClientInfo,
): Promise<SessionAndUser> {
  const { userId, sessionId, proof, fingerprint } = subjectSchema.parse(subject);
  return transact(async (stores) => {
    // The account first, as everywhere: another password, or the end of its sessions, comes before or after.
    const user = await stores.users.lockUser(userId);
    const credentials = await stores.users.findCredentials({ id: userId });
    const found = await stores.sessions.findWithUser(sessionId);
    const stands =
      user !== undefined &&
      found !== undefined &&
      credentials !== undefined &&
      refusalOf(found, userId, clock.now()) === undefined &&
      timingSafeEqual(Buffer.from(fingerprint, 'base64url'), fingerprintOf(credentials)) &&
      (await stores.usedTokens.use(id, expiresAt));
    if (!stands) throw new AuthError(handoffReasons.HANDOFF_INVALID);
    const { session: parent } = notWider(found, { proof });
    const begun = { user, client, proof: parent, inherited: parent };
    const session = await beginSession(stores, begun, (begun) =>
      recordSignIn(audit, stores, { session: begun, client, method: 'handoff' }),
    );
    return { session, user };
  }).catch(refuseSecondFactor);
}

/** Two-step sign-in was turned on since: a challenge would make an old proof the first step of a new one. */
function refuseSecondFactor(error: unknown): never {
  const { HANDOFF_INVALID } = handoffReasons;
  throw error instanceof SecondFactorRequired ? new AuthError(HANDOFF_INVALID) : error;
}

/** Of a hash that has a salt, and inside of an encrypted code. */
function fingerprintOf({ passwordHash }: Credentials): Buffer {
  return createHash('sha256').update(passwordHash).digest();
}
