import { v7 as uuidv7 } from 'uuid';
import type { AuditEvent } from '../../src/platform/events/event.js';
import type { TestServer } from './test-server.js';

/**
 * The events of a user, once the server has stored as many as expected.
 * @param occurrences how often they happened in all, where one event counts several
 */
export function eventsOf(
  server: TestServer,
  userId: string,
  count: number,
  occurrences = count,
): Promise<AuditEvent[]> {
  return server.withStorage(async ({ audit }) => {
    for (;;) {
      const events = await audit.list({ userId, limit: 100 });
      const stored = events.reduce((sum, event) => sum + event.count, 0);
      if (events.length >= count && stored >= occurrences) return events;
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
}

let sequence = 0;

/** A failed sign-in of nobody at a time (ms), unless said otherwise, after all events made before. */
export function eventAt(at: number, change: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: uuidv7({ msecs: at, seq: (sequence += 1) }),
    at,
    type: 'login.failed',
    userId: null,
    actorId: null,
    sessionId: null,
    userAgent: null,
    ipAddress: null,
    detail: {},
    count: 1,
    lastAt: at,
    ...change,
  };
}
