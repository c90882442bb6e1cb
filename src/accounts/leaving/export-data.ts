import type { AuditEvent } from '../../audit/event.js';
import type { ClientInfo } from '../../client-info.js';
import type { StoredSecret } from '../../secrets/secret.js';
import { seenByUser } from '../../sessions/lifecycle.js';
import type { Session } from '../../sessions/session.js';
import type { SessionAndUser } from '../../sessions/store.js';
import type { JsonObject } from '../../users/metadata.js';
import type { User } from '../../users/user.js';
import type { LeavingDependencies } from './dependencies.js';

/** The most rows of each list, some 3 MB; the latest ones. Nobody but an attacker makes more. */
const mostRows = 10_000;

/**
 * Everything that is stored about the user, for the user (GDPR, articles 15 and 20): no hashes, no
 * secrets, and nothing about the administrators who acted on the account. Private metadata is the
 * operator's, who answers for it.
 */
export async function exportData(
  { stores, clock, audit }: LeavingDependencies,
  { user, session }: SessionAndUser,
  client: ClientInfo,
): Promise<JsonObject> {
  const { id: userId } = user;
  const now = clock.now();
  await audit.flush();
  const sessions = await stores.sessions.listOf(userId, mostRows);
  const events = await stores.audit.list({ userId, limit: mostRows });
  const actions = await stores.audit.list({ actorId: userId, limit: mostRows });
  const holds = await stores.nameHolds.listOf(userId, now);
  const pending = await stores.secrets.listOf(userId, now);
  audit.record({ type: 'user.data_exported', userId, sessionId: session.id, client });
  return {
    exportedAt: timeOf(now),
    account: accountOf(user),
    heldUsernames: holds.map(({ endsAt }) => ({ endsAt: timeOf(endsAt) })),
    pendingConfirmations: pending.map(confirmationOf),
    sessions: sessions.map((each) => sessionOf(seenByUser(each))),
    securityEvents: events.map((event) => eventOf(event, userId)),
    actionsAsAdministrator: actions.map((event) => eventOf(event, userId)),
  };
}

function accountOf({ createdAt, disabledAt, ...user }: User): JsonObject {
  return { ...user, createdAt: timeOf(createdAt), disabledAt: timeOf(disabledAt) };
}

function confirmationOf({ purpose, email, createdAt, expiresAt }: StoredSecret): JsonObject {
  return { purpose, email, createdAt: timeOf(createdAt), expiresAt: timeOf(expiresAt) };
}

function sessionOf({ actorId, ...session }: Session): JsonObject {
  return {
    ...session,
    createdAt: timeOf(session.createdAt),
    authenticatedAt: timeOf(actorId === null ? session.authenticatedAt : null),
    rotatedAt: timeOf(session.rotatedAt),
    lastUsedAt: timeOf(session.lastUsedAt),
    expiresAt: timeOf(session.expiresAt),
    revokedAt: timeOf(session.revokedAt),
    byAdministrator: actorId !== null,
  };
}

function eventOf({ actorId, ...event }: AuditEvent, userId: string): JsonObject {
  const byUser = actorId === null || actorId === userId;
  return {
    ...event,
    at: timeOf(event.at),
    lastAt: timeOf(event.lastAt),
    ...clientOf(event, byUser),
    sessionId: byUser ? event.sessionId : null,
    byAdministrator: actorId !== null,
  };
}

/** The device of an administrator is not the user's to know. */
function clientOf({ userAgent, ipAddress }: ClientInfo, isTheirs: boolean): JsonObject {
  return isTheirs ? { userAgent, ipAddress } : { userAgent: null, ipAddress: null };
}

function timeOf(time: number): string;
function timeOf(time: number | null): string | null;
function timeOf(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
