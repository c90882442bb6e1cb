import { describe, expect, test } from 'vitest';
import { eventFacts, eventTypes, type Changes, type EventType } from '../../../src/app/facts.js';
import { createAuditTrail, type ChangeEntry } from '../../../src/platform/events/trail.js';
import { createOutbox, payloadPurpose } from '../../../src/platform/outbox/outbox.js';
import { createCipher } from '../../../src/platform/encryption/cipher.js';
import { webhooksOf } from '../../../src/app/event-webhooks.js';
import { createWebhookConsumer } from '../../../src/features/webhooks/emit.js';
import {
  webhookEventTypes,
  type WebhookEvent,
  type WebhookEventType,
} from '../../../src/features/webhooks/event.js';
import { pino } from 'pino';
import {
  describeStorage,
  newSession,
  newUser,
  now,
  storedUser,
} from '../../contract/storage-contract.js';
import { createTestClock } from '../../support/test-clock.js';
import {
  createEnqueueWebhook,
  webhookKind,
  type EmitWebhookEvent,
} from '../../../src/features/webhooks/job-handler.js';

/** For each event of the audit log: the webhooks that tell of it, or why none does. */
const toldOf: Record<EventType, readonly WebhookEventType[] | string> = {
  'user.registered': ['user.created', 'session.created'],
  'user.created': ['user.created'],
  'user.imported': 'whoever imports accounts has the file, and a receiver should not get millions',
  'user.reimported': ['user.updated', 'password.changed', 'session.ended_everywhere'],
  'user.invited': ['user.created', 'user.updated'],
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
  'login.new_device': 'changes nothing; session.created tells of the sign-in',
  'login.denied': ['session.ended'],
  'password.proved': 'changes nothing that a receiver acts on',
  'identity.proved': 'changes nothing that a receiver acts on',
  'factor.failed': 'changes nothing, and strangers would decide how many there are',
  'factor.added': 'changes nothing that a receiver acts on',
  'factor.removed': 'changes nothing that a receiver acts on',
  'account_recovery.begun': 'changes nothing yet',
  'account_recovery.cancelled': 'changes nothing that a receiver acts on',
  'factors.reset_requested': 'changes nothing yet',
  'factors.reset_cancelled': 'changes nothing',
  'factors.reset': 'changes nothing that a receiver acts on',
  'recovery_codes.renewed': 'changes nothing that a receiver acts on',
  'recovery_code.used': 'changes nothing that a receiver acts on',
  'two_step.enabled': ['session.ended_everywhere'],
  'two_step.disabled': 'changes nothing that a receiver acts on',
  'passkey.added': 'changes nothing that a receiver acts on',
  'passkey.removed': 'changes nothing that a receiver acts on',
  'passkey.counter_decreased': 'changes nothing',
  'identity.linked': 'changes nothing that a receiver acts on',
  'identity.unlinked': 'changes nothing that a receiver acts on',
  'password.changed': ['password.changed', 'session.ended_everywhere'],
  'password.set': ['password.changed', 'session.ended_everywhere'],
  'password.removed': ['password.changed', 'session.ended_everywhere'],
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
  'delivery.retried': 'is about the service, not about an account',
  'client.refused': 'is about a service, not about an account',
  'keys.rotated': 'is in the JWKS, which everyone follows who verifies tokens',
  'keys.revoked': 'is in the JWKS, which everyone follows who verifies tokens',
};

test('of each event of the audit log it is decided whether webhooks tell of it', () => {
  expect(Object.keys(toldOf).sort()).toEqual([...eventTypes].sort());
  const told = Object.values(toldOf).flatMap((types) => (typeof types === 'string' ? [] : types));
  expect(new Set(told)).toEqual(new Set(webhookEventTypes));
});

test.each(eventTypes)('the map from events to webhooks is total: %s', (type) => {
  const expected = toldOf[type];
  expect(webhooksOf[type]?.types ?? null).toEqual(typeof expected === 'string' ? null : expected);
});

const user = newUser({ roles: ['editor'] });
const { id: userId } = user;
const session = newSession(userId);
const admin = { ...user, roles: ['admin'] };
const everywhere = { userId, sessions: 2, reason: 'logout_everywhere' } as const;
const one = { userId, sessionIds: [session.id], reason: 'logout' } as const;

/** An event of each type whose change has webhooks, with all that it can have. */
const changes: readonly ChangeEntry<Changes>[] = [
  { type: 'user.registered', change: { user, session } },
  { type: 'user.created', change: { user } },
  { type: 'user.invited', change: { after: user } },
  { type: 'user.invited', change: { before: user, after: admin } },
  { type: 'user.invitation_accepted', change: { before: user, after: admin } },
  {
    type: 'user.disabled',
    change: { before: user, after: { ...user, disabledAt: now }, ended: everywhere },
  },
  { type: 'user.enabled', change: { before: { ...user, disabledAt: now }, after: user } },
  { type: 'user.roles_changed', change: { before: user, after: admin } },
  { type: 'user.impersonated', change: { session } },
  { type: 'user.profile_changed', change: { before: user, after: admin, fields: ['locale'] } },
  {
    type: 'user.reimported',
    change: { before: user, after: admin, fields: ['locale', 'password'], ended: everywhere },
  },
  { type: 'user.username_changed', change: { before: user, after: admin } },
  { type: 'user.deleted', change: { userId } },
  { type: 'login.succeeded', change: { session } },
  { type: 'login.denied', change: one },
  { type: 'two_step.enabled', change: everywhere },
  { type: 'password.changed', change: { user, ended: everywhere } },
  { type: 'password.set', change: { user, ended: everywhere } },
  { type: 'password.removed', change: { user, ended: everywhere } },
  { type: 'password.reset', change: { user, ended: everywhere } },
  { type: 'email.verified', change: { before: user, after: admin } },
  { type: 'email.changed', change: { before: user, after: admin } },
  { type: 'session.ended', change: one },
  { type: 'session.ended_everywhere', change: everywhere },
  { type: 'session.token_reused', change: one },
];

describeStorage('the webhooks of an event', (subject) => {
  const clock = createTestClock(now);
  const cipher = createCipher({ secret: 'a secret of the tests', ...payloadPurpose });
  const outbox = createOutbox({ cipher, clock });
  const endpoint = { name: 'crm', url: 'https://crm.example.com/', secrets: ['whsec_'] };
  const endpoints = [{ ...endpoint, events: webhookEventTypes }];
  const enqueue = createEnqueueWebhook({ outbox, endpoints, clock });

  const trail = (emit: EmitWebhookEvent = enqueue) =>
    createAuditTrail<Changes>({
      facts: eventFacts,
      store: subject.storage.audit,
      clock,
      logger: pino({ level: 'silent' }),
      consume: createWebhookConsumer(webhooksOf, emit),
    });
  const record = (entry: ChangeEntry<Changes>) =>
    subject.storage.transact((stores) => trail().recordIn(stores, entry));

  /** What waits to be told, the oldest first. */
  async function told(): Promise<string[]> {
    const messages = await subject.storage.outbox.list({ kinds: [webhookKind], limit: 100 });
    return messages.reverse().map(({ label }) => label['event'] ?? '');
  }

  test('are those of the map, in its order, once the transaction has committed', async () => {
    const seen = new Map<EventType, Set<string>>();
    let before = 0;
    for (const entry of changes) {
      await record(entry);
      const all = await told();
      const types = seen.get(entry.type) ?? new Set();
      for (const type of all.slice(before)) types.add(type);
      seen.set(entry.type, types);
      before = all.length;
    }
    const expected = eventTypes
      .filter((type) => webhooksOf[type] !== null)
      .map((type) => [type, [...(webhooksOf[type]?.types ?? [])]]);
    const found = [...seen].map(([type, types]) => [type, [...types]]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  test('are none when nothing changed', async () => {
    const same = { before: user, after: user };
    await record({ type: 'user.invited', change: same });
    await record({ type: 'user.roles_changed', change: same });
    await record({ type: 'user.profile_changed', change: { ...same, fields: ['locale'] } });
    await record({ type: 'user.username_changed', change: same });
    await record({ type: 'email.verified', change: same });
    await record({ type: 'user.enabled', change: same });
    const none = { ...everywhere, sessions: 0 };
    await record({ type: 'user.disabled', change: { ...same, ended: none } });
    await record({ type: 'session.ended_everywhere', change: none });
    await record({ type: 'session.ended', change: { ...one, sessionIds: [] } });
    expect(await told()).toEqual([]);
  });

  test('are gone with a transaction that is rolled back', async () => {
    const { id } = await storedUser(subject.storage);
    const rolledBack = subject.storage.transact(async (stores) => {
      await stores.users.setRoles(id, ['admin']);
      await trail().recordIn(stores, { type: 'user.created', change: { user } });
      throw new Error('pulled the plug');
    });
    await expect(rolledBack).rejects.toThrow('pulled the plug');
    expect(await told()).toEqual([]);
  });

  test('that cannot be stored undo the change they would tell of', async () => {
    const { id } = await storedUser(subject.storage);
    const full = trail(() => Promise.reject(new Error('the disk is full')));
    const work = subject.storage.transact(async (stores) => {
      await stores.users.setRoles(id, ['admin']);
      await full.recordIn(stores, { type: 'user.created', userId: id, change: { user } });
    });
    await expect(work).rejects.toThrow('the disk is full');
    expect(await subject.storage.users.find({ id })).toMatchObject({ roles: [] });
    expect(await subject.storage.audit.list({ userId: id, limit: 1 })).toEqual([]);
  });
});

test('each session that ended has a webhook, and the one that goes on is named', async () => {
  const sent: WebhookEvent[] = [];
  const consume = createWebhookConsumer<Changes>(webhooksOf, (_store, event) =>
    Promise.resolve(void sent.push(event)),
  );
  const transaction = {} as Parameters<typeof consume>[0];
  const two = { ...one, sessionIds: ['first', 'second'] };
  await consume(transaction, { type: 'session.ended', change: two });
  const ended = { ...everywhere, keptSessionId: 'kept' };
  await consume(transaction, { type: 'password.changed', change: { user, ended } });
  expect(sent).toMatchObject([
    { type: 'session.ended', data: { session: { id: 'first', userId }, reason: 'logout' } },
    { type: 'session.ended', data: { session: { id: 'second', userId }, reason: 'logout' } },
    { type: 'password.changed', data: { user: { id: userId, roles: ['editor'] } } },
    {
      type: 'session.ended_everywhere',
      data: { user: { id: userId }, sessions: 2, keptSessionId: 'kept' },
    },
  ]);
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
