import type { ClientInfo } from '../../platform/client-info.js';
import type { JsonObject } from '../../platform/json.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { AccountDeletionChanges } from './facts.js';
import type { SessionChanges } from '../sessions/facts.js';
import type { Clock } from '../../platform/clock.js';
import type { RateLimits } from '../../platform/rate-limits/rate-limits.js';
import type { Transact } from '../../platform/database/storage.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuditEvent } from '../../platform/events/event.js';
import { eraseAccount } from '../sessions/erase-account.js';
import type { Viewer } from '../sessions/context.js';
import { lookAgain } from '../sessions/hold-viewer.js';
import { seenByUser, closeAccount } from '../sessions/lifecycle.js';
import type { Session, SessionAndUser, SessionStores } from '../sessions/session.js';
import type { User } from '../accounts/user.js';
import { exportList, createExportTurns } from './export-list.js';
import type { StoredOneTimeToken } from '../../platform/one-time-tokens/store.js';
import type { ProfileStore } from '../profile/service.js';

/** The stores of what a user has here. */
export interface DeletionStores extends MailedStores {
  readonly profiles: ProfileStore;
}

/** How users leave, and what they take along; each verb is described below. */
export interface AccountDeletion {
  delete(viewer: Viewer): Promise<void>;
  disable(viewer: Viewer, client: ClientInfo): Promise<void>;
  exportData(viewer: SessionAndUser, client: ClientInfo): Promise<JsonObject>;
}

export function createAccountDeletion(dependencies: AccountDeletionDependencies): AccountDeletion {
  const turns = createExportTurns();
  return {
    delete: (viewer) => deleteAccount(dependencies, viewer),
    disable: (viewer, client) => disableAccount(dependencies, viewer, client),
    exportData: (viewer, client) =>
      turns.take(viewer.user.id, () => exportData(dependencies, viewer, client)),
  };
}

/** What the verbs on leaving share. */
export interface AccountDeletionDependencies {
  readonly stores: DeletionStores;
  readonly transact: Transact<DeletionStores>;
  readonly clock: Clock;
  readonly audit: AuditTrail<AccountDeletionChanges & SessionChanges>;
  readonly rateLimits: Pick<RateLimits, 'countExport'>;
  /** What other features say of a user. */
  readonly personalData: (userId: string) => Promise<JsonObject>;
  /** Whose last owner may not leave. */
  readonly adminRole: string;
  /** Seconds for which the name of a deleted account stays reserved; 0: it is free at once. */
  readonly usernameHold: number;
}

/** @throws AuthError `LAST_ADMIN`, `TOKEN_REVOKED`, `STEP_UP_REQUIRED` */
async function deleteAccount(
  dependencies: AccountDeletionDependencies,
  viewer: Viewer,
): Promise<void> {
  const { id } = viewer.user;
  const onceHeld = (stores: SessionStores) => lookAgain(stores, viewer, dependencies.clock.now());
  if (!(await eraseAccount(dependencies, id, {}, onceHeld))) throw new AuthError('TOKEN_REVOKED');
}

/**
 * Closes the user's own account and ends all of its sessions, both or neither. Nothing is lost: an
 * administrator, or an operator at the command line, opens it again.
 * @throws AuthError `LAST_ADMIN`, `TOKEN_REVOKED`, `STEP_UP_REQUIRED`
 */
async function disableAccount(
  { transact, clock, audit, adminRole }: AccountDeletionDependencies,
  viewer: Viewer,
  client: ClientInfo,
): Promise<void> {
  const { id, session } = viewer;
  const now = clock.now();
  const onceHeld = (stores: SessionStores) => lookAgain(stores, viewer, now);
  const closing = { id, adminRole, now, onceHeld };
  await transact(async (stores) => {
    const closed = await closeAccount(stores, closing);
    if (closed === undefined) throw new AuthError('TOKEN_REVOKED');
    const { change, sessionsEnded: sessions } = closed;
    const disabled = { userId: id, sessionId: session.id, client, change };
    const detail = { sessions };
    await audit.recordIn(stores, { type: 'user.disabled', ...disabled, detail });
  });
}

/**
 * Everything that is stored about the user, for the user (GDPR, articles 15 and 20): no hashes, no
 * secrets, and nothing about the administrators who acted on the account. Private metadata is the
 * operator's, who answers for it. Of each list the latest fit, up to 10,000 and 1 MB; `leftOut` says which were cut.
 * @throws AuthError `TOO_MANY_EXPORTS`
 */
async function exportData(
  { stores, transact, clock, audit, rateLimits, personalData }: AccountDeletionDependencies,
  { user, session }: SessionAndUser,
  client: ClientInfo,
): Promise<JsonObject> {
  const { id: userId } = user;
  // Counted first: of any number at once, in any number of processes, no more than allowed are made.
  await rateLimits.countExport(userId);
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
  const holds = await stores.reservedUsernames.listOf(userId, now);
  const pending = await stores.oneTimeTokens.listOf(userId, now);
  // On record before the data is handed out.
  const exported = { userId, sessionId: session.id, client };
  await transact((changing) =>
    audit.recordIn(changing, { type: 'user.data_exported', ...exported }),
  );
  return {
    exportedAt: timeOf(now),
    account: accountOf(user),
    heldUsernames: holds.map(({ endsAt }) => ({ endsAt: timeOf(endsAt) })),
    pendingConfirmations: pending.map(confirmationOf),
    sessions: sessions.items,
    ...(await personalData(userId)),
    securityEvents: events.items,
    actionsAsAdministrator: actions.items,
    leftOut: Object.entries({ sessions, securityEvents: events, actionsAsAdministrator: actions })
      .filter(([, { isCut }]) => isCut)
      .map(([list, { items }]) => ({ list, note: noteOf(items.length) })),
  };
}

function noteOf(exported: number): string {
  return `This export has only the latest ${exported}. Ask an administrator for earlier ones.`;
}

function accountOf({ createdAt, disabledAt, invitedAt, twoStepSince, ...user }: User): JsonObject {
  const times = { createdAt, disabledAt, invitedAt, twoStepSince };
  const written = Object.entries(times).map(([name, time]) => [name, timeOf(time)] as const);
  return { ...user, ...Object.fromEntries(written) };
}

function confirmationOf({ purpose, email, createdAt, expiresAt }: StoredOneTimeToken): JsonObject {
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
