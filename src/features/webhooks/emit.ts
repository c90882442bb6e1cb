import type { EventType } from '../../platform/events/event.js';
import type { ChangeEntry, EventStores } from '../../platform/events/trail.js';
import type { User } from '../accounts/user.js';
import type { Changes, EndedEverywhere, EndedSessions, UserChange } from '../sessions/changes.js';
import type { Session } from '../sessions/session.js';
import {
  toWebhookUser,
  webhookOfSession,
  type ChangedField,
  type WebhookEvent,
  type WebhookEventType,
} from './event.js';
import type { EmitWebhookEvent } from './job-handler.js';

/** The webhooks of an event: of which types they can be, and what they are this time, in their order. */
interface WebhooksOf<Change> {
  readonly types: readonly WebhookEventType[];
  readonly of: (change: Change) => readonly WebhookEvent[];
}

/** For each event, its webhooks, or `null` for none. An event that is missing here does not compile. */
export const webhooksOf: {
  readonly [Type in EventType]: Changes[Type] extends null ? null : WebhooksOf<Changes[Type]>;
} = {
  'user.registered': {
    types: ['user.created', 'session.created'],
    of: ({ user, session }) => [userCreated(user), sessionCreated(session)],
  },
  'user.created': { types: ['user.created'], of: ({ user }) => [userCreated(user)] },
  // An operator has the file, and a receiver should not get millions.
  'user.imported': null,
  'user.invited': {
    types: ['user.created', 'user.updated'],
    of: ({ before, after }) =>
      before === undefined ? [userCreated(after)] : updated({ before, after }, ['roles']),
  },
  'user.invitation_accepted': {
    types: ['user.updated', 'password.changed'],
    of: (change) => [...updated(change, ['email']), passwordChanged(change.after)],
  },
  'user.disabled': {
    types: ['user.disabled', 'session.ended_everywhere'],
    of: (change) => [...disabledOrEnabled(change), ...endedEverywhere(change.ended)],
  },
  'user.enabled': { types: ['user.enabled'], of: disabledOrEnabled },
  'user.roles_changed': {
    types: ['user.updated'],
    of: (change) => updated(change, ['roles']),
  },
  'user.impersonated': {
    types: ['session.created'],
    of: ({ session }) => [sessionCreated(session)],
  },
  'user.profile_changed': {
    types: ['user.updated'],
    of: (change) => updated(change, change.fields),
  },
  'user.username_changed': {
    types: ['user.updated'],
    of: (change) => updated(change, ['username']),
  },
  'user.data_exported': null,
  'user.deleted': {
    types: ['user.deleted'],
    of: ({ userId: id }) => [{ type: 'user.deleted', data: { user: { id } } }],
  },
  'login.succeeded': {
    types: ['session.created'],
    of: ({ session }) => [sessionCreated(session)],
  },
  // What changes nothing, and what anyone can cause as often as they like.
  'login.failed': null,
  'login.throttled': null,
  'login.email_requested': null,
  'password.proved': null,
  'password.changed': {
    types: ['password.changed', 'session.ended_everywhere'],
    of: ({ user, ended }) => [passwordChanged(user), ...endedEverywhere(ended)],
  },
  'password.reset_requested': null,
  'password.reset': {
    types: ['password.changed', 'session.ended_everywhere'],
    of: ({ user, ended }) => [passwordChanged(user), ...endedEverywhere(ended)],
  },
  'email.verification_requested': null,
  'email.verified': { types: ['user.updated'], of: (change) => updated(change, ['email']) },
  'email.change_requested': null,
  'email.changed': { types: ['user.updated'], of: (change) => updated(change, ['email']) },
  'session.ended': { types: ['session.ended'], of: ended },
  'session.ended_everywhere': { types: ['session.ended_everywhere'], of: endedEverywhere },
  'session.token_reused': { types: ['session.ended'], of: ended },
  'session.refresh_retried': null,
  'client.refused': null,
  // Everyone who verifies tokens follows the JWKS.
  'keys.rotated': null,
  'keys.revoked': null,
};

/** Leaves the webhooks of each event in the outbox of its transaction: both or neither. */
export function createWebhookConsumer(emit: EmitWebhookEvent) {
  return async (transaction: EventStores, entry: ChangeEntry<Changes>): Promise<void> => {
    const webhooks = webhooksOf[entry.type];
    if (webhooks === null || !('change' in entry)) return;
    // The table has them by one type; the compiler does not see that two look-ups by it belong together.
    const of = webhooks.of as (change: unknown) => readonly WebhookEvent[];
    for (const event of of(entry.change)) await emit(transaction.outbox, event);
  };
}

function userCreated(user: User): WebhookEvent {
  return { type: 'user.created', data: { user: toWebhookUser(user) } };
}

function passwordChanged(user: User): WebhookEvent {
  return { type: 'password.changed', data: { user: toWebhookUser(user) } };
}

function sessionCreated(session: Session): WebhookEvent {
  return { type: 'session.created', data: { session: webhookOfSession(session) } };
}

/** Nothing, if the account was so before. */
function disabledOrEnabled({ before, after }: UserChange): WebhookEvent[] {
  if ((before.disabledAt === null) === (after.disabledAt === null)) return [];
  const type = after.disabledAt === null ? 'user.enabled' : 'user.disabled';
  return [{ type, data: { user: toWebhookUser(after) } }];
}

/** Nothing, if the account is as it was. */
function updated({ before, after }: UserChange, changed: readonly ChangedField[]): WebhookEvent[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ type: 'user.updated', data: { user: toWebhookUser(after), changed } }];
}

function ended({ userId, sessionIds, reason }: EndedSessions): WebhookEvent[] {
  return sessionIds.map((id) => ({
    type: 'session.ended',
    data: { session: { id, userId }, reason },
  }));
}

/** Nothing, if no session was alive. */
function endedEverywhere(all: EndedEverywhere): WebhookEvent[] {
  const { userId: id, sessions, reason, keptSessionId = null } = all;
  if (sessions === 0) return [];
  return [
    { type: 'session.ended_everywhere', data: { user: { id }, sessions, keptSessionId, reason } },
  ];
}
