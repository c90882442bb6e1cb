import type { AuditEvent, EventDetail, EventType } from '../audit/event.js';
import type { AuditStore } from '../audit/store.js';
import type { Database } from './database.js';
import type { AuditEventTable } from './schema.js';
import { soughtText } from './text.js';

export function createAuditStore({ queries }: Database): AuditStore {
  return {
    async append(events) {
      if (events.length === 0) return;
      await queries.insertInto('audit_events').values(events.map(fromEvent)).execute();
    },

    async list({ userId, actorId, type, after, limit }) {
      const backwards = after === undefined;
      let query = queries.selectFrom('audit_events').selectAll().limit(limit);
      if (userId !== undefined) query = query.where('user_id', '=', soughtText(userId));
      if (actorId !== undefined) query = query.where('actor_id', '=', soughtText(actorId));
      if (type !== undefined) query = query.where('type', '=', type);
      if (after !== undefined) query = query.where('id', '>', soughtText(after));
      const rows = await query.orderBy('id', backwards ? 'desc' : 'asc').execute();
      return (backwards ? rows.reverse() : rows).map(toEvent);
    },

    async eraseClients(userId, limit) {
      const id = soughtText(userId);
      const { numUpdatedRows } = await queries
        .updateTable('audit_events')
        .set({ user_agent: null, ip_address: null })
        .where('id', 'in', (events) =>
          events
            .selectFrom('audit_events')
            .select('id')
            .where((event) =>
              event.or([
                event.and([event('user_id', '=', id), event('actor_id', 'is', null)]),
                event('actor_id', '=', id),
              ]),
            )
            .where((event) =>
              event.or([event('user_agent', 'is not', null), event('ip_address', 'is not', null)]),
            )
            .limit(limit),
        )
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },

    async prune(before, limit) {
      const { numDeletedRows } = await queries
        .deleteFrom('audit_events')
        .where('id', 'in', (events) =>
          events
            .selectFrom('audit_events')
            .select('id')
            .where('at', '<', before)
            .orderBy('id')
            .limit(limit),
        )
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

function fromEvent(event: AuditEvent): AuditEventTable {
  return {
    id: event.id,
    at: event.at,
    type: event.type,
    user_id: event.userId,
    actor_id: event.actorId,
    session_id: event.sessionId,
    user_agent: event.userAgent,
    ip_address: event.ipAddress,
    detail: JSON.stringify(event.detail),
  };
}

export function toEvent(row: AuditEventTable): AuditEvent {
  return {
    id: row.id,
    at: row.at,
    // Only `append` writes it; an older version's type is shown as it is.
    type: row.type as EventType,
    userId: row.user_id,
    actorId: row.actor_id,
    sessionId: row.session_id,
    userAgent: row.user_agent,
    ipAddress: row.ip_address,
    detail: JSON.parse(row.detail) as EventDetail,
  };
}
