import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { User } from '../accounts/user.js';
import type { OpenedHandoff, ShownHandoff } from '../handoff/codes.js';
import { handoffReasons } from '../handoff/facts.js';
import type { Viewer } from '../sessions/context.js';
import { recordProof } from '../sessions/lifecycle.js';
import { sendSecurityNotice } from '../sessions/security-notice.js';
import type { SessionAndUser } from '../sessions/session.js';
import { holdViewer } from '../sessions/hold-viewer.js';
import {
  federatedProof,
  newIdentity,
  openIdentity,
  providerOf,
  useUp,
  type HandedIdentity,
  type SocialDependencies,
  type SocialStores,
} from './dependencies.js';
import { socialReasons } from './facts.js';
import { identitiesOfAnAccount, type Identity } from './store.js';

/**
 * Links the identity that a provider has stated, in the session that began it. Its owner gets a mail. One that is linked to this account
 * already is an answer, and changes nothing.
 * @throws AuthError `HANDOFF_INVALID`, also in another session, `IDENTITY_TAKEN`, `IDENTITY_LIMIT`, `PROVIDER_UNKNOWN`,
 * `TOO_MANY_CHANGES`, `TOKEN_REVOKED`, `STEP_UP_REQUIRED`
 */
export async function finishLink(
  dependencies: SocialDependencies,
  viewer: Viewer,
  { client, ...shown }: ShownHandoff & { client: ClientInfo },
): Promise<Identity> {
  const { codes, social, transact, clock, rateLimits } = dependencies;
  const { id: userId, sessionId } = viewer;
  const opened = openedIdentity(codes.open(shown));
  const stated = openIdentity(opened, { purpose: 'link', userId, sessionId });
  providerOf(social, stated.provider);
  await rateLimits.countCredentialChange(userId);
  return transact(async (stores) => {
    const { user } = await holdViewer(stores, viewer, clock.now());
    await useUp(stores, opened);
    const identity = newIdentity(stated, user.id, clock.now());
    const own = (await stores.identities.listOf([userId])).get(userId) ?? [];
    const linked = own.find((each) => isSame(each, stated));
    if (linked !== undefined) return linked;
    if (own.length >= identitiesOfAnAccount) throw new AuthError(socialReasons.IDENTITY_LIMIT);
    if (!(await stores.identities.add(identity))) {
      throw new AuthError(socialReasons.IDENTITY_TAKEN);
    }
    await report(dependencies, stores, { user, identity, sessionId, client }, 'linked');
    return identity;
  });
}

/**
 * Removes a link to a provider. Its owner gets a mail.
 * @throws AuthError `IDENTITY_NOT_FOUND`, `LAST_SIGN_IN_METHOD`, `TOKEN_REVOKED`, `STEP_UP_REQUIRED`
 */
export function unlink(
  dependencies: SocialDependencies,
  viewer: Viewer,
  { id, client }: { id: string; client: ClientInfo },
): Promise<void> {
  const { transact, clock, refuseLastWayIn } = dependencies;
  return transact(async (stores) => {
    const { user, session } = await holdViewer(stores, viewer, clock.now());
    const own = (await stores.identities.listOf([user.id])).get(user.id) ?? [];
    const identity = own.find((each) => each.id === id);
    if (identity === undefined) throw new AuthError(socialReasons.IDENTITY_NOT_FOUND);
    await stores.identities.remove(id, user.id);
    await refuseLastWayIn(stores, user.id);
    const removal = { user, identity, sessionId: session.id, client };
    await report(dependencies, stores, removal, 'unlinked');
  });
}

async function report(
  dependencies: SocialDependencies,
  stores: SocialStores,
  subject: { user: User; identity: Identity; sessionId: string; client: ClientInfo },
  what: 'linked' | 'unlinked',
): Promise<void> {
  const { user, identity, sessionId, client } = subject;
  const { provider } = identity;
  const { name } = dependencies.social.providers.get(provider) ?? { name: provider };
  const notice = { name: `identity-${what}`, provider: name } as const;
  await sendSecurityNotice(dependencies, stores.outbox, user, notice);
  const event = { userId: user.id, sessionId, client, detail: { provider } };
  await dependencies.audit.recordIn(stores, { type: `identity.${what}`, ...event });
}

/**
 * Proves the identity in a running session. It counts only for an identity that is linked to the account, and only if
 * the provider says that its user has signed in within the time for which a proof is fresh: `auth_time` is that time.
 * @throws AuthError `HANDOFF_INVALID`, also in another session, `IDENTITY_NOT_FOUND`, `PROOF_TOO_OLD`, `TOKEN_REVOKED`,
 * `STEP_UP_REQUIRED` with two-step sign-in
 */
export async function stepUp(
  dependencies: SocialDependencies,
  { user: { id: userId }, session: { id: sessionId } }: SessionAndUser,
  opened: OpenedHandoff,
  client: ClientInfo,
): Promise<SessionAndUser> {
  const { social, transact, clock, audit } = dependencies;
  const stated = openIdentity(opened, { purpose: 'proof', userId, sessionId });
  providerOf(social, stated.provider);
  const authenticatedAt = freshTimeOf(dependencies, stated);
  const proved = await transact(async (stores) => {
    const user = await stores.users.lockUser(userId);
    if (user?.disabledAt !== null) throw new AuthError('TOKEN_REVOKED');
    // It may have been turned on since; the refusal reads what this transaction holds.
    if (user.twoStepSince !== null) return undefined;
    await useUp(stores, opened);
    await requireLinked(stores, stated, userId);
    const change = { id: sessionId, now: clock.now(), roles: user.roles, authenticatedAt };
    const found = await recordProof(stores, { ...change, ...federatedProof });
    const event = { userId, sessionId, client, detail: { method: 'social' } };
    await audit.recordIn(stores, { type: 'identity.proved', ...event });
    return found;
  });
  if (proved === undefined) throw await dependencies.stepUpRefusal(userId);
  return proved;
}

/** @throws AuthError `HANDOFF_INVALID` for a code of another kind */
function openedIdentity(opened: OpenedHandoff): OpenedHandoff {
  if (opened.kind === 'identity') return opened;
  throw new AuthError(handoffReasons.HANDOFF_INVALID);
}

function isSame(one: Identity, other: HandedIdentity): boolean {
  return one.issuer === other.issuer && one.subject === other.subject;
}

/** Milliseconds by which the clock of a provider may be ahead. */
const clockTolerance = 30_000;

/** When the user has signed in at the provider (ms). @throws AuthError `PROOF_TOO_OLD` */
function freshTimeOf(
  { clock, freshMaxAge }: SocialDependencies,
  { authenticatedAt }: HandedIdentity,
): number {
  const now = clock.now();
  const isFresh =
    authenticatedAt !== null &&
    authenticatedAt - now <= clockTolerance &&
    now - authenticatedAt <= freshMaxAge * 1000;
  if (!isFresh) throw new AuthError(socialReasons.PROOF_TOO_OLD);
  return Math.min(authenticatedAt, now);
}

/** @throws AuthError `IDENTITY_NOT_FOUND` */
async function requireLinked(
  { identities }: SocialStores,
  stated: HandedIdentity,
  userId: string,
): Promise<void> {
  const found = await identities.find(stated);
  if (found?.userId !== userId) throw new AuthError(socialReasons.IDENTITY_NOT_FOUND);
}
