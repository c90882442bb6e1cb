import type { AuditEvent } from '../../platform/events/event.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { StoredSecret } from '../../platform/one-time-tokens/one-time-token.js';
import { seenByUser } from '../sessions/lifecycle.js';
import type { Session } from '../sessions/session.js';
import type { SessionAndUser } from '../sessions/store.js';
import type { User } from '../accounts/user.js';
import type { LeavingDependencies } from './dependencies.js';
import { exportList } from './export-list.js';
import type { JsonObject } from '../../platform/json.js';

/**
 * Everything that is stored about the user, for the user (GDPR, articles 15 and 20): no hashes, no
 * secrets, and nothing about the administrators who acted on the account. Private metadata is the
 * operator's, who answers for it. Of each list the latest fit, up to 10,000 and 1 MB; `leftOut` says which were cut.
 * @throws AuthError `TOO_MANY_EXPORTS`
 */
export async function exportData(
  { stores, clock, audit, throttle }: LeavingDependencies,
  { user, session }: SessionAndUser,
  client: ClientInfo,
): Promise<JsonObject> {
  const { id: userId } = user;
  // Counted first: of any number at once, in any number of processes, no more than allowed are made.
  await throttle.countExport(userId);
  const now = clock.now();
  await audit.flush();
  const sessions = await exportList(
    (limit, before) => stores.sessions.listOf(userId, limit, before),
    (each) => sessionOf(seenByUser(each)),
  );
  const events = await exportList(
    (limit, before) => stores.audit.list({ userId, limit, ...(before && { before }) }),
    (event) => eventOf(event, userId),
  );
  const actions = await exportList(
    (limit, before) => stores.audit.list({ actorId: userId, limit, ...(before && { before }) }),
    (event) => eventOf(event, userId),
  );
  const holds = await stores.nameHolds.listOf(userId, now);
  const pending = await stores.secrets.listOf(userId, now);
  audit.record({ type: 'user.data_exported', userId, sessionId: session.id, client });
  return {
    exportedAt: timeOf(now),
    account: accountOf(user),
    heldUsernames: holds.map(({ endsAt }) => ({ endsAt: timeOf(endsAt) })),
    pendingConfirmations: pending.map(confirmationOf),
    sessions: sessions.items,
    securityEvents: events.items,
    actionsAsAdministrator: actions.items,
    leftOut: Object.entries({ sessions, securityEvents: events, actionsAsAdministrator: actions })
      .filter(([, { isCut }]) => isCut)
      .map(([list, { items }]) => ({ list, note: noteOf(items.length) })),
  };
}

function noteOf(exported: number): string {
  return `Only the latest ${exported} are here. An administrator can give you the earlier ones.`;
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
