import type { Transact } from '../../platform/database/database.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import type { User, UserStore } from '../accounts/user.js';
import { sessionCreated, toWebhookUser, type ChangedField, type WebhookEvent } from './event.js';
import type { SessionStore } from '../sessions/session.js';
import type { EmitWebhookEvent } from './job-handler.js';
import type { ProfileStore } from '../profile/service.js';

/** The stores whose changes webhooks tell of. */
export interface ChangingStores extends MailedStores {
  readonly profiles: ProfileStore;
}

/** The stores, and how to change several of them at once. */
export interface Transactional {
  readonly stores: ChangingStores;
  readonly transact: Transact<ChangingStores>;
}

/** Leaves an event in the outbox of the transaction. */
type Emit = (event: WebhookEvent) => Promise<void>;

/**
 * Puts announcements about the stores: what changes an account or a session leaves a message in the same
 * transaction, both or neither, whichever verb it is that does so. What only reads stays as it is, and so
 * does `sessions.rotate`: a refresh costs what it costs without webhooks.
 */
export function withWebhookEvents(
  { stores, transact: plain }: Transactional,
  emit: EmitWebhookEvent,
): Transactional {
  const transact: Transact<ChangingStores> = (work) =>
    plain((changing) => work(emittingStores(changing, (event) => emit(changing.outbox, event))));
  return { stores: eachInTransaction(stores, transact), transact };
}

/** The stores of a transaction. */
function emittingStores(stores: ChangingStores, emit: Emit): ChangingStores {
  return {
    ...stores,
    users: emittingUsers(stores.users, emit),
    profiles: emittingProfiles(stores, emit),
    sessions: emittingSessions(stores.sessions, emit),
  };
}

/** The same methods outside a transaction: each gets one of its own. */
function eachInTransaction(
  stores: ChangingStores,
  transact: Transact<ChangingStores>,
): ChangingStores {
  return {
    ...stores,
    users: {
      ...stores.users,
      insert: (...args) => transact(({ users }) => users.insert(...args)),
      setVerifiedEmail: (...args) => transact(({ users }) => users.setVerifiedEmail(...args)),
      setDisabledAt: (...args) => transact(({ users }) => users.setDisabledAt(...args)),
      setRoles: (...args) => transact(({ users }) => users.setRoles(...args)),
      setPasswordHash: (...args) => transact(({ users }) => users.setPasswordHash(...args)),
      // `replacePasswordHash` is left alone: it only hashes the same password better.
      delete: (...args) => transact(({ users }) => users.delete(...args)),
    },
    profiles: {
      ...stores.profiles,
      update: (...args) => transact(({ profiles }) => profiles.update(...args)),
      rename: (...args) => transact(({ profiles }) => profiles.rename(...args)),
    },
    sessions: {
      ...stores.sessions,
      insert: (...args) => transact(({ sessions }) => sessions.insert(...args)),
      revoke: (...args) => transact(({ sessions }) => sessions.revoke(...args)),
      revokeAllOfUser: (...args) => transact(({ sessions }) => sessions.revokeAllOfUser(...args)),
      revokeBeyond: (...args) => transact(({ sessions }) => sessions.revokeBeyond(...args)),
    },
  };
}

function emittingUsers(users: UserStore, emit: Emit): UserStore {
  /** Makes a change, and reports what it did to the account; `event` sees the account as it was before. */
  async function changing(
    id: string,
    change: () => Promise<boolean>,
    event: (before: User) => WebhookEvent | undefined,
  ): Promise<boolean> {
    const before = await users.lockUser(id);
    const changed = await change();
    const emitted = changed && before !== undefined ? event(before) : undefined;
    if (emitted !== undefined) await emit(emitted);
    return changed;
  }
  const passwordChanged = (user: User): WebhookEvent => {
    return { type: 'password.changed', data: { user: toWebhookUser(user) } };
  };
  return {
    ...users,
    async insert(user, passwordHash) {
      const outcome = await users.insert(user, passwordHash);
      if (outcome === 'inserted') {
        await emit({ type: 'user.created', data: { user: toWebhookUser(user) } });
      }
      return outcome;
    },
    setDisabledAt: (id, disabledAt) =>
      changing(
        id,
        () => users.setDisabledAt(id, disabledAt),
        (before) => disabledOrEnabled(before, disabledAt),
      ),
    setRoles: (id, roles) =>
      changing(
        id,
        () => users.setRoles(id, roles),
        (before) => updated(before, { ...before, roles }, ['roles']),
      ),
    setVerifiedEmail: (id, email) =>
      changing(
        id,
        () => users.setVerifiedEmail(id, email),
        (before) => updated(before, { ...before, email, emailVerified: true }, ['email']),
      ),
    setPasswordHash: (id, next) =>
      changing(id, () => users.setPasswordHash(id, next), passwordChanged),
    replacePasswordHash: (id, expected, next) =>
      changing(id, () => users.replacePasswordHash(id, expected, next), passwordChanged),
    delete: (id) =>
      changing(
        id,
        () => users.delete(id),
        () => ({ type: 'user.deleted', data: { user: { id } } }),
      ),
  };
}

/** Nothing, if the account was so before. */
function disabledOrEnabled(before: User, disabledAt: number | null): WebhookEvent | undefined {
  if ((before.disabledAt === null) === (disabledAt === null)) return undefined;
  const type = disabledAt === null ? 'user.enabled' : 'user.disabled';
  return { type, data: { user: toWebhookUser({ ...before, disabledAt }) } };
}

/** Nothing, if the account is as it was. */
function updated(
  before: User,
  after: User,
  changed: readonly ChangedField[],
): WebhookEvent | undefined {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  return { type: 'user.updated', data: { user: toWebhookUser(after), changed } };
}

function emittingProfiles(
  { profiles, users }: Pick<ChangingStores, 'profiles' | 'users'>,
  emit: Emit,
): ProfileStore {
  return {
    ...profiles,
    async update(id, change) {
      const before = await users.lockUser(id);
      const user = await profiles.update(id, change);
      if (before === undefined || user === undefined) return user;
      const changed = Object.keys(change) as (keyof typeof change)[];
      const event = updated(before, user, changed);
      if (event !== undefined) await emit(event);
      return user;
    },
    async rename(id, username) {
      const before = await users.lockUser(id);
      const outcome = await profiles.rename(id, username);
      if (outcome === 'username_taken' || before === undefined) return outcome;
      const event = updated(before, { ...before, username }, ['username']);
      if (event !== undefined) await emit(event);
      return outcome;
    },
  };
}

function emittingSessions(sessions: SessionStore, emit: Emit): SessionStore {
  return {
    ...sessions,
    async insert(session) {
      await sessions.insert(session);
      await emit(sessionCreated(session));
    },
    async revoke(id, userId, revocation) {
      const ended = await sessions.revoke(id, userId, revocation);
      const { reason } = revocation;
      if (ended) await emit({ type: 'session.ended', data: { session: { id, userId }, reason } });
      return ended;
    },
    async revokeBeyond(keep, max, revocation) {
      const ended = await sessions.revokeBeyond(keep, max, revocation);
      const { userId } = keep;
      const { reason } = revocation;
      for (const id of ended) {
        await emit({ type: 'session.ended', data: { session: { id, userId }, reason } });
      }
      return ended;
    },
    async revokeAllOfUser(userId, revocation, exceptId) {
      const ended = await sessions.revokeAllOfUser(userId, revocation, exceptId);
      if (ended === 0) return ended;
      const { reason } = revocation;
      const data = {
        user: { id: userId },
        sessions: ended,
        keptSessionId: exceptId ?? null,
        reason,
      };
      await emit({ type: 'session.ended_everywhere', data });
      return ended;
    },
  };
}
