import type { AuditEvent } from '../../src/audit/event.js';
import type { TestServer } from './test-server.js';

/** The events of a user, once the server has stored as many as expected. */
export function eventsOf(server: TestServer, userId: string, count: number): Promise<AuditEvent[]> {
  return server.withStorage(async ({ audit }) => {
    for (;;) {
      const events = await audit.list({ userId, limit: 100 });
      if (events.length >= count) return events;
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
}
