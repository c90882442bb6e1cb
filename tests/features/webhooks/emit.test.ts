import { describe, expect, test } from 'vitest';
import { eventTypes, type EventType } from '../../../src/platform/events/event.js';
import type { ChangingStores } from '../../../src/features/webhooks/emit.js';
import { unusablePassword } from '../../../src/platform/password-hashing/hasher.js';
import { createOutbox, payloadPurpose } from '../../../src/platform/outbox/outbox.js';
import { createCipher } from '../../../src/platform/encryption/cipher.js';
import { withWebhookEvents } from '../../../src/features/webhooks/emit.js';
import { webhookEventTypes, type WebhookEventType } from '../../../src/features/webhooks/event.js';
import {
  describeStorage,
  hour,
  newSession,
  newUser,
  now,
  passwordHash,
  storedSession,
  storedUser,
} from '../../contract/storage-contract.js';
import { createTestClock } from '../../support/test-clock.js';
import {
  createEnqueueWebhook,
  webhookKind,
  type WebhookMessage,
} from '../../../src/features/webhooks/job-handler.js';

type Methods = {
  readonly [Store in keyof ChangingStores]: Record<keyof ChangingStores[Store], string>;
};

const announced = 'announced';
const reads = 'reads';
const notAnEvent = 'is no event of an account or a session';

/** For each method of each store: whether webhooks tell of it, and if not, why not. */
const decisions: Methods = {
  users: {
    insert: announced,
    find: reads,
    findMany: reads,
    findCredentials: reads,
    replacePasswordHash: announced,
    setPasswordHash: announced,
    lockCredentials: reads,
    lockUser: reads,
    lockUsersWithRole: reads,
    setVerifiedEmail: announced,
    setDisabledAt: announced,
    setRoles: announced,
    delete: announced,
    list: reads,
  },
  profiles: {
    update: announced,
    rename: announced,
    privateMetadataOf: reads,
    setPrivateMetadata: 'is the operator’s own, who knows',
  },
  sessions: {
    insert: announced,
    findWithUser: reads,
    rotate: 'is the hot path, and changes nothing that a receiver acts on',
    rotationKey: reads,
    recordAuthentication: 'changes nothing that a receiver acts on',
    renew: 'changes nothing that a receiver acts on; the new password is told of',
    revoke: announced,
    revokeAllOfUser: announced,
    revokeBeyond: announced,
    revokeAllOfActor: 'ends in minutes by itself, and “session.created” said when and whose it is',
    revokeBatch: 'goes with the revocation of all keys, of any number of users; the JWKS tells',
    prune: 'removes sessions that expired when their "expiresAt" said',
    listOf: reads,
    listAliveOf: reads,
    addressesOf: reads,
  },
  outbox: {
    add: notAnEvent,
    listDue: reads,
    claim: notAnEvent,
    postpone: notAnEvent,
    markDelivered: notAnEvent,
    markFailed: notAnEvent,
    retry: notAnEvent,
    list: reads,
    prune: notAnEvent,
    pruneExpired: notAnEvent,
  },
  oneTimeTokens: {
    replace: notAnEvent,
    find: reads,
    consume: notAnEvent,
    countAttempt: notAnEvent,
    consumeByCode: notAnEvent,
    listOf: reads,
    removeAllOfUser: notAnEvent,
    prune: notAnEvent,
  },
  nameClaims: {
    claim: notAnEvent,
    keepOnly: notAnEvent,
    ownerOf: reads,
    claimNext: notAnEvent,
    position: reads,
    savePosition: notAnEvent,
  },
  reservedUsernames: {
    put: notAnEvent,
    find: reads,
    isHeld: reads,
    release: notAnEvent,
    listOf: reads,
    prune: notAnEvent,
  },
  audit: { append: notAnEvent, list: reads, eraseClients: notAnEvent, prune: notAnEvent },
};

/** For each event of the audit log: the webhooks that tell of it, or why none does. */
const toldOf: Record<EventType, readonly WebhookEventType[] | string> = {
  'user.registered': ['user.created', 'session.created'],
  'user.created': ['user.created'],
  'user.imported': 'whoever imports accounts has the file, and a receiver should not get millions',
  'user.invited': ['user.created'],
  'user.invitation_accepted': ['user.updated', 'password.changed'],
  'user.impersonated': ['session.created'],
  'user.disabled': ['user.disabled', 'session.ended_everywhere'],
  'user.enabled': ['user.enabled'],
  'user.roles_changed': ['user.updated'],
  'user.profile_changed': ['user.updated'],
  'user.username_changed': ['user.updated'],
  'user.data_exported': 'changes nothing',
  'user.deleted': ['user.deleted'],
  'login.succeeded': ['session.created'],
  'login.failed': 'changes nothing, and strangers would decide how many there are',
  'login.throttled': 'changes nothing, and strangers would decide how many there are',
  'login.email_requested': 'changes nothing, and strangers would decide how many there are',
  'password.proved': 'changes nothing that a receiver acts on',
  'password.changed': ['password.changed', 'session.ended_everywhere'],
  'password.reset_requested': 'changes nothing, and strangers would decide how many there are',
  'password.reset': ['password.changed', 'session.ended_everywhere'],
  'email.verification_requested': 'changes nothing yet',
  'email.verified': ['user.updated'],
  'email.change_requested': 'changes nothing yet',
  'email.changed': ['user.updated'],
  'session.ended': ['session.ended'],
  'session.ended_everywhere': ['session.ended_everywhere'],
  'session.token_reused': ['session.ended'],
  'session.refresh_retried': 'changes nothing',
  'client.refused': 'is about a service, not about an account',
  'keys.rotated': 'is in the JWKS, which everyone follows who verifies tokens',
  'keys.revoked': 'is in the JWKS, which everyone follows who verifies tokens',
};

test('of each event of the audit log it is decided whether webhooks tell of it', () => {
  expect(Object.keys(toldOf).sort()).toEqual([...eventTypes].sort());
  const told = Object.values(toldOf).flatMap((types) => (typeof types === 'string' ? [] : types));
  expect(new Set(told)).toEqual(new Set(webhookEventTypes));
});

describeStorage('announcements', (subject) => {
  const clock = createTestClock(now);
  const cipher = createCipher({ secret: 'a secret of the tests', ...payloadPurpose });
  const outbox = createOutbox({ cipher, clock });
  const endpoint = { name: 'crm', url: 'https://crm.example.com/', secrets: ['whsec_'] };
  const endpoints = [{ ...endpoint, events: webhookEventTypes }];
  const emit = createEnqueueWebhook({ outbox, endpoints, clock });
  const emittingStores = () =>
    withWebhookEvents({ stores: subject.storage, transact: subject.storage.transact }, emit);

  /** What waits to be told, the oldest first. */
  async function told(): Promise<{ type: string; data: unknown }[]> {
    const messages = await subject.storage.outbox.list({ kinds: [webhookKind], limit: 100 });
    return messages.reverse().map((message) => {
      const { body } = outbox.decrypt(message) as WebhookMessage;
      const { type, data } = JSON.parse(body) as { type: string; data: unknown };
      return { type, data };
    });
  }
  const toldOfUser = (user: ReturnType<typeof newUser>, change: object = {}) => {
    const { id, username, roles, emailVerified } = user;
    const createdAt = new Date(user.createdAt).toISOString();
    return { id, username, roles, emailVerified, disabled: false, createdAt, ...change };
  };

  test('are made by exactly the methods of which it was decided', async () => {
    const { storage } = subject;
    const inside = await emittingStores().transact((stores) => Promise.resolve(stores));
    const plain = await storage.transact((stores) => Promise.resolve(stores));
    for (const name of Object.keys(decisions) as (keyof ChangingStores)[]) {
      const methods = decisions[name] as Record<string, string>;
      expect(Object.keys(plain[name]).sort()).toEqual(Object.keys(methods).sort());
      for (const [method, decision] of Object.entries(methods)) {
        const source = (stores: ChangingStores) =>
          String((stores[name] as unknown as Record<string, unknown>)[method]);
        const isAnnounced = source(inside) !== source(plain);
        expect([name, method, isAnnounced]).toEqual([name, method, decision === announced]);
      }
    }
  });

  test.each([
    ['inside a transaction', true],
    ['by itself', false],
  ])('tell of every change %s: once, with what it is then, or not at all', async (_how, within) => {
    const { stores, transact } = emittingStores();
    const run = <T>(work: (stores: ChangingStores) => Promise<T>) =>
      within ? transact(work) : work(stores);
    const user = newUser({ roles: ['editor'] });
    const { id } = user;
    const session = newSession(id);
    const third = newSession(id);
    const revocation = { at: now, reason: 'logout' } as const;
    await run(({ users }) => users.insert(user, passwordHash));
    await run(({ users }) => users.setRoles(id, ['admin']));
    await run(({ users }) => users.setVerifiedEmail(id, 'ada@example.com'));
    await run(({ profiles }) => profiles.rename(id, 'ada'));
    await run(({ profiles }) => profiles.update(id, { displayName: 'Ada', locale: null }));
    // Once more, and so nothing to tell.
    await run(({ profiles }) => profiles.update(id, { displayName: 'Ada', locale: null }));
    await run(({ users }) => users.setPasswordHash(id, 'another hash'));
    await run(({ sessions }) => sessions.insert(session));
    await run(({ sessions }) => sessions.insert(third));
    await run(({ sessions }) => sessions.revoke(session.id, id, revocation));
    await run(({ sessions }) => sessions.revokeAllOfUser(id, revocation));
    await run(({ users }) => users.setDisabledAt(id, now));
    await run(({ users }) => users.setDisabledAt(id, null));
    await run(({ users }) => users.delete(id));

    const admin = toldOfUser(user, { roles: ['admin'] });
    const verified = { ...admin, emailVerified: true };
    const ada = { ...verified, username: 'ada' };
    const begun = (begins: typeof session) => ({
      id: begins.id,
      userId: id,
      actorId: null,
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + hour).toISOString(),
    });
    expect(await told()).toEqual([
      { type: 'user.created', data: { user: toldOfUser(user) } },
      { type: 'user.updated', data: { user: admin, changed: ['roles'] } },
      { type: 'user.updated', data: { user: verified, changed: ['email'] } },
      { type: 'user.updated', data: { user: ada, changed: ['username'] } },
      { type: 'user.updated', data: { user: ada, changed: ['displayName', 'locale'] } },
      { type: 'password.changed', data: { user: ada } },
      { type: 'session.created', data: { session: begun(session) } },
      { type: 'session.created', data: { session: begun(third) } },
      {
        type: 'session.ended',
        data: { session: { id: session.id, userId: id }, reason: 'logout' },
      },
      {
        type: 'session.ended_everywhere',
        data: { user: { id }, sessions: 1, keptSessionId: null, reason: 'logout' },
      },
      { type: 'user.disabled', data: { user: { ...ada, disabled: true } } },
      { type: 'user.enabled', data: { user: ada } },
      { type: 'user.deleted', data: { user: { id } } },
    ]);
  });

  test('do not tell of what changed nothing', async () => {
    const user = await storedUser(subject.storage, {
      email: 'ada@example.com',
      emailVerified: true,
      roles: ['editor'],
    });
    const { id, username } = user;
    const { stores } = emittingStores();
    const revocation = { at: now, reason: 'logout' } as const;
    const nobody = newUser().id;
    expect(await stores.users.insert(newUser({ username }), passwordHash)).toBe('username_taken');
    expect(await stores.users.setRoles(id, ['editor'])).toBe(true);
    expect(await stores.users.setVerifiedEmail(id, 'ada@example.com')).toBe(true);
    expect(await stores.profiles.rename(id, username)).toBe('renamed');
    expect(await stores.users.setDisabledAt(id, null)).toBe(true);
    expect(await stores.users.setRoles(nobody, [])).toBe(false);
    expect(await stores.users.setDisabledAt(nobody, now)).toBe(false);
    expect(await stores.users.setPasswordHash(nobody, unusablePassword)).toBe(false);
    expect(await stores.users.delete(nobody)).toBe(false);
    expect(await stores.profiles.update(nobody, { locale: 'en' })).toBeUndefined();
    expect(await stores.sessions.revoke(nobody, id, revocation)).toBe(false);
    expect(await stores.sessions.revokeAllOfUser(id, revocation)).toBe(0);
    expect(await told()).toEqual([]);
  });

  test('are gone with a transaction that is rolled back', async () => {
    const { id } = await storedUser(subject.storage);
    const rolledBack = emittingStores().transact(async ({ users, sessions }) => {
      await users.setRoles(id, ['admin']);
      await sessions.insert(newSession(id));
      throw new Error('pulled the plug');
    });
    await expect(rolledBack).rejects.toThrow('pulled the plug');
    expect(await told()).toEqual([]);
    expect(await subject.storage.sessions.listOf(id, 1)).toEqual([]);
  });

  test('that cannot be stored undo the change they would tell of', async () => {
    const { id } = await storedUser(subject.storage);
    const { transact } = subject.storage;
    const { stores } = withWebhookEvents({ stores: subject.storage, transact }, () =>
      Promise.reject(new Error('the disk is full')),
    );
    await expect(stores.users.setRoles(id, ['admin'])).rejects.toThrow('the disk is full');
    await expect(stores.sessions.insert(newSession(id))).rejects.toThrow('the disk is full');
    expect(await subject.storage.users.find({ id })).toMatchObject({ roles: [] });
    expect(await subject.storage.sessions.listOf(id, 1)).toEqual([]);
  });

  test('tell of a password only when it is another one', async () => {
    const { id } = await storedUser(subject.storage);
    const { stores, transact } = emittingStores();
    // What a sign-in does to a hash of older parameters.
    expect(await stores.users.replacePasswordHash(id, passwordHash, 'upgraded')).toBe(true);
    expect(await told()).toEqual([]);
    await transact(({ users }) => users.replacePasswordHash(id, passwordHash, 'lost the race'));
    expect(await told()).toEqual([]);
    await transact(({ users }) => users.replacePasswordHash(id, 'upgraded', 'changed'));
    expect(await told()).toMatchObject([{ type: 'password.changed', data: { user: { id } } }]);
  });

  test('name each session that ends because there are too many', async () => {
    const oldest = await storedSession(subject.storage);
    const { userId } = oldest;
    const latest = await storedSession(subject.storage, { userId });
    const revocation = { at: now, reason: 'session_limit' } as const;
    await emittingStores().stores.sessions.revokeBeyond(latest, 1, revocation);
    const data = { session: { id: oldest.id, userId }, reason: 'session_limit' };
    expect(await told()).toMatchObject([{ type: 'session.ended', data }]);
  });

  test('name the session that goes on while the others end', async () => {
    const { userId, id } = await storedSession(subject.storage);
    await storedSession(subject.storage, { userId });
    const revocation = { at: now, reason: 'password_changed' } as const;
    await emittingStores().stores.sessions.revokeAllOfUser(userId, revocation, id);
    expect(await told()).toMatchObject([
      { data: { sessions: 1, keptSessionId: id, reason: 'password_changed' } },
    ]);
  });
});

describe('an endpoint', () => {
  test('is told what it asked for, and each has a message of its own', async () => {
    const clock = createTestClock();
    const posted: unknown[] = [];
    const post = createEnqueueWebhook({
      outbox: { enqueue: (_store, { label }) => Promise.resolve(void posted.push(label)) },
      endpoints: [
        { name: 'all', url: '', secrets: [], events: webhookEventTypes },
        { name: 'some', url: '', secrets: [], events: ['user.deleted'] },
      ],
      clock,
    });
    const store = { add: () => Promise.resolve() };
    await post(store, { type: 'user.deleted', data: { user: { id: 'x' } } });
    const session = { id: 'y', userId: 'x' };
    await post(store, { type: 'session.ended', data: { session, reason: 'logout' } });
    expect(posted).toEqual([
      { event: 'user.deleted', endpoint: 'all' },
      { event: 'user.deleted', endpoint: 'some' },
      { event: 'session.ended', endpoint: 'all' },
    ]);
  });
});
