import type { SecurityEvent, SecurityEventKind } from '../../generated/resolver-types.js';
import type { AuditEvent } from '../../platform/events/event.js';
import type { AuditStore } from '../../platform/events/store.js';
import { readPage, type Order, type Page, type PageRequest } from '../../platform/graphql/page.js';
import { typesOf } from './event-kinds.js';

export interface ActivityRequest extends Pick<PageRequest, 'first' | 'after'> {
  readonly kind?: SecurityEventKind | null | undefined;
}

/** What happened to an account, for its user. */
export interface Activity {
  /** The latest first. @throws AuthError `PAGE_INVALID`, `CURSOR_INVALID` */
  eventsOf(userId: string, request: ActivityRequest): Promise<Page<SecurityEvent>>;
}

const order: Order<SecurityEvent> = { name: 'activity', keyOf: ({ id }) => id };

export function createActivity({ audit }: { readonly audit: Pick<AuditStore, 'list'> }): Activity {
  return {
    eventsOf: (userId, { kind, ...request }) =>
      readPage(request, order, async ({ after, limit }) => {
        const ofKind = kind ? { types: typesOf[kind] } : {};
        const before = after ? { before: after } : {};
        const events = await audit.list({ userId, limit, ...ofKind, ...before });
        return events.reverse().map((event) => seenBy(event, userId));
      }),
  };
}

/**
 * An event without what is not the user's to know: who else was at the account, and from where. Only what happened in
 * a session is known to be the user's own doing.
 */
function seenBy(event: AuditEvent, userId: string): SecurityEvent {
  const { id, type, count, actorId, sessionId, userAgent, ipAddress, detail } = event;
  const byAdministrator = actorId !== null && actorId !== userId;
  const isOwn = sessionId !== null && !byAdministrator;
  const isOwnDevice = isOwn && !isOfStranger(event);
  const { method } = detail;
  return {
    id,
    type,
    count,
    at: new Date(event.at),
    lastAt: new Date(event.lastAt),
    method: typeof method === 'string' ? method : null,
    byAdministrator,
    sessionId: isOwn ? sessionId : null,
    userAgent: isOwnDevice ? userAgent : null,
    ipAddress: isOwnDevice ? ipAddress : null,
  };
}

/** The session is the user's own, but who came with its token is not: a service, or perhaps a thief. */
function isOfStranger({ type, detail }: AuditEvent): boolean {
  return type === 'session.token_reused' || detail['reason'] === 'revoked_by_service';
}
