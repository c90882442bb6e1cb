import type { ReservedNames } from '../accounts/look-alikes.js';
import type { UsernamePolicy } from '../accounts/usernames.js';
import type { SignInDependencies } from '../sessions/begin-session.js';
import type {
  AuditEntry,
  AuditTrail,
  ChangeEntry,
  EventStores,
} from '../../platform/events/trail.js';
import type { SessionChanges } from '../sessions/facts.js';
import type { Clock } from '../../platform/clock.js';
import type { Transact } from '../../platform/database/storage.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { AccessTokenIssuer } from '../sessions/access-token.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { accountReasons } from '../accounts/facts.js';
import { administrationReasons, type AdministrationChanges } from './facts.js';
import type { EmailAddressChanges } from '../email-addresses/facts.js';
import type { ProfileChanges } from '../profile/facts.js';
import type { ProfileStore } from '../profile/service.js';
import type { User, UserStore } from '../accounts/user.js';
import type { MailedDependencies, MailedStores } from '../email-addresses/dependencies.js';
import { lockUnlessLastAdministrator, checkedRoles } from '../accounts/roles.js';
import type { SessionAndUser } from '../sessions/session.js';
import { closeAccount, type ClosedAccount } from '../sessions/lifecycle.js';

/** The stores of what administrators and operators change. */
export interface ActionStores extends MailedStores {
  readonly profiles: ProfileStore;
}

/** An administrator, in a session of the API. */
export interface Administrator {
  readonly viewer: SessionAndUser;
  readonly client: ClientInfo;
}

/** Who acts: an administrator, or the operator at the command line, who has no session. */
export type Actor = Administrator | 'operator';

/** Who does something to whom. */
export interface AdminAction<A extends Actor = Actor> {
  readonly actor: A;
  /** The account that it is done to, the actor's own too. */
  readonly userId: string;
}

/** What can be recorded of what is done to an account. */
type ActionChanges = AdministrationChanges & SessionChanges & EmailAddressChanges & ProfileChanges;

/** What every change of an account needs, for every actor. */
export interface AdminActionDependencies {
  readonly transact: Transact<MailedStores>;
  readonly clock: Clock;
  readonly audit: AuditTrail<ActionChanges>;
  /** Whose last owner keeps it. */
  readonly adminRole: string;
}

/** What was done; who did it to whom, the action says. */
type ActionEvent = OmitEach<ChangeEntry<ActionChanges>, 'userId' | 'actorId' | 'client'>;
type OmitEach<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/** Inside a transaction: records what was done, and by whom. Every action does. */
export function recordAction(
  { audit }: Pick<AdminActionDependencies, 'audit'>,
  stores: EventStores,
  { actor, userId }: AdminAction,
  event: ActionEvent,
): Promise<void> {
  return audit.recordIn(stores, { userId, ...originOf(actor), ...event });
}

/** Inside a transaction: the account, held until its end. @throws AuthError `USER_NOT_FOUND` */
export async function holdUser(
  { users }: { readonly users: Pick<UserStore, 'lockUser'> },
  id: string,
): Promise<User> {
  const user = await users.lockUser(id);
  if (user === undefined) throw new AuthError(administrationReasons.USER_NOT_FOUND);
  return user;
}

export function originOf(actor: Actor): Pick<AuditEntry, 'actorId' | 'sessionId' | 'client'> {
  if (actor === 'operator') return {};
  const { viewer, client } = actor;
  return { actorId: viewer.user.id, sessionId: viewer.session.id, client };
}

/** What the verbs of administrators share. */
export interface AdministrationDependencies
  extends
    MailedDependencies,
    Pick<SignInDependencies, 'beginSession'>,
    Pick<AdminActionDependencies, 'adminRole'> {
  readonly audit: AuditTrail<ActionChanges>;
  /** Whether a name, or one that looks like it, is nobody's to take. */
  readonly isReserved: ReservedNames;
  readonly usernames: UsernamePolicy;
  /** Issues the token of a session as someone else. */
  readonly accessTokens: AccessTokenIssuer;
  /** Seconds that such a session lives; 0: there is none. */
  readonly impersonationExpires: number;
  /** Seconds for which the name of a deleted account stays reserved. */
  readonly usernameHold: number;
  /** Bytes of JSON, of public and of private metadata. */
  readonly metadataMaxSize: number;
  readonly transact: Transact<ActionStores>;
}

/**
 * Keeps a user out and ends all of the user's sessions, both or neither. Disabling twice keeps the first
 * time.
 * @throws AuthError `USER_NOT_FOUND`, `LAST_ADMIN`
 */
export async function disable(
  dependencies: AdminActionDependencies,
  action: AdminAction,
): Promise<ClosedAccount> {
  const { transact, clock, adminRole } = dependencies;
  const closing = { id: action.userId, adminRole, now: clock.now() };
  return transact(async (stores) => {
    const closed = await closeAccount(stores, closing);
    if (closed === undefined) throw new AuthError(administrationReasons.USER_NOT_FOUND);
    const { change, sessionsEnded: sessions } = closed;
    const event = { type: 'user.disabled', detail: { sessions }, change } as const;
    await recordAction(dependencies, stores, action, event);
    return closed;
  });
}

/**
 * Lets a user sign in again. Sessions that were ended stay ended.
 * @throws AuthError `USER_NOT_FOUND`
 */
export async function enable(
  dependencies: AdminActionDependencies,
  action: AdminAction,
): Promise<User> {
  return dependencies.transact(async (stores) => {
    const before = await holdUser(stores, action.userId);
    await stores.users.setDisabledAt(before.id, null);
    const after = { ...before, disabledAt: null };
    const change = { before, after };
    await recordAction(dependencies, stores, action, { type: 'user.enabled', change });
    return after;
  });
}

/**
 * Ends every session of a user, who may sign in again, and those that the user began as others.
 * @returns how many were alive
 * @throws AuthError `USER_NOT_FOUND`
 */
export async function endSessions(
  dependencies: AdminActionDependencies,
  action: AdminAction,
): Promise<number> {
  const { transact, clock } = dependencies;
  const revocation = { at: clock.now(), reason: 'revoked_by_administrator' } as const;
  return transact(async (stores) => {
    // Held, so that an administrator does not begin a session as someone else at this moment.
    const user = await holdUser(stores, action.userId);
    const ended = await stores.sessions.revokeAllOfUser(user.id, revocation);
    const change = { userId: user.id, sessions: ended, reason: revocation.reason };
    const detail = { sessions: ended };
    const event = { type: 'session.ended_everywhere', detail, change } as const;
    await recordAction(dependencies, stores, action, event);
    return ended;
  });
}

interface Replacement {
  readonly id: string;
  /** As `checkedRoles` returns them. */
  readonly roles: readonly string[];
  readonly adminRole: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

const stillInvited = {
  message: 'This invitation is not accepted yet. Give the administrator role afterwards.',
  ko: '아직 수락하지 않은 초대입니다. 수락한 뒤에 관리자 역할을 주세요.',
};

/**
 * Inside a transaction: replaces all roles of an account. A former administrator is also no longer signed in
 * as other users.
 * @returns the account as it was
 * @throws AuthError `USER_NOT_FOUND`, `ROLES_INVALID`, `LAST_ADMIN`
 */
async function replaceRoles(
  stores: Pick<MailedStores, 'users' | 'sessions'>,
  { id, roles, adminRole, now }: Replacement,
): Promise<User> {
  const isAdministrator = roles.includes(adminRole);
  const before = isAdministrator
    ? await lockUnlessInvited(stores, id)
    : await lockUnlessLastAdministrator(stores, id, adminRole);
  if (before === undefined) throw new AuthError(administrationReasons.USER_NOT_FOUND);
  await stores.users.setRoles(before.id, roles);
  if (!isAdministrator) {
    await stores.sessions.revokeAllOfActor(before.id, { at: now, reason: 'role_taken' });
  }
  return before;
}

/** An account that nobody may ever open must not count as a remaining administrator. */
async function lockUnlessInvited(
  { users }: Pick<MailedStores, 'users'>,
  id: string,
): Promise<User | undefined> {
  const user = await users.lockUser(id);
  if (user !== undefined && user.invitedAt !== null)
    throw new AuthError(accountReasons.ROLES_INVALID, { sentence: stillInvited });
  return user;
}

/**
 * Replaces all roles of an account. What is taken away is gone with the next request here; what is given
 * comes with the next proof of the password (docs/decisions/0004-roles-and-freshness.md).
 * @throws AuthError `USER_NOT_FOUND`, `ROLES_INVALID`, `LAST_ADMIN`
 */
export async function setRoles(
  dependencies: AdminActionDependencies,
  action: AdminAction,
  wanted: readonly string[],
): Promise<User> {
  const { transact, clock, adminRole } = dependencies;
  const roles = checkedRoles(wanted);
  const replacement = { id: action.userId, roles, adminRole, now: clock.now() };
  return transact(async (stores) => {
    const before = await replaceRoles(stores, replacement);
    const after = { ...before, roles };
    const detail = { before: before.roles, after: roles };
    const event = { type: 'user.roles_changed', detail, change: { before, after } } as const;
    await recordAction(dependencies, stores, action, event);
    return after;
  });
}
