import type { ChangesByType } from '../../platform/events/event.js';
import type { ChangeEntry, EventStores } from '../../platform/events/trail.js';
import type { User, UserChange } from '../accounts/user.js';
import type { EndedEverywhere, EndedSessions } from '../sessions/facts.js';
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

/** For each event, its webhooks, or `null` for none; always for those that say nothing of a change. */
export type WebhookMap<Changes extends ChangesByType> = {
  readonly [Type in keyof Changes]: Changes[Type] extends null ? null : WebhooksOf<Changes[Type]>;
};

/** Leaves the webhooks of each event in the outbox of its transaction: both or neither. */
export function createWebhookConsumer<Changes extends ChangesByType>(
  webhooksOf: WebhookMap<Changes>,
  emit: EmitWebhookEvent,
) {
  return async (transaction: EventStores, entry: ChangeEntry<Changes>): Promise<void> => {
    const webhooks = webhooksOf[entry.type];
    if (!webhooks || !('change' in entry)) return;
    // The table has them by one type; the compiler does not see that two look-ups by it belong together.
    const of = webhooks.of as (change: unknown) => readonly WebhookEvent[];
    for (const event of of(entry.change)) await emit(transaction.outbox, event);
  };
}

export function userCreated(user: User): WebhookEvent {
  return { type: 'user.created', data: { user: toWebhookUser(user) } };
}

export function passwordChanged(user: User): WebhookEvent {
  return { type: 'password.changed', data: { user: toWebhookUser(user) } };
}

export function sessionCreated(session: Session): WebhookEvent {
  return { type: 'session.created', data: { session: webhookOfSession(session) } };
}

/** Nothing, if the account was so before. */
export function disabledOrEnabled({ before, after }: UserChange): WebhookEvent[] {
  if ((before.disabledAt === null) === (after.disabledAt === null)) return [];
  const type = after.disabledAt === null ? 'user.enabled' : 'user.disabled';
  return [{ type, data: { user: toWebhookUser(after) } }];
}

/** Nothing, if the account is as it was. */
export function updated(
  { before, after }: UserChange,
  changed: readonly ChangedField[],
): WebhookEvent[] {
  // Private metadata is no part of the account that is sent; that it has changed is.
  const isPrivate = changed.includes('privateMetadata');
  if (!isPrivate && JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ type: 'user.updated', data: { user: toWebhookUser(after), changed } }];
}

export function ended({ userId, sessionIds, reason }: EndedSessions): WebhookEvent[] {
  return sessionIds.map((id) => ({
    type: 'session.ended',
    data: { session: { id, userId }, reason },
  }));
}

/** Nothing, if no session was alive. */
export function endedEverywhere(all: EndedEverywhere): WebhookEvent[] {
  const { userId: id, sessions, reason, keptSessionId = null } = all;
  if (sessions === 0) return [];
  return [
    { type: 'session.ended_everywhere', data: { user: { id }, sessions, keptSessionId, reason } },
  ];
}
