import { pino } from 'pino';
import type { Storage } from '../../src/app/storage.js';
import { eventFacts, type Changes } from '../../src/app/facts.js';
import type { Clock } from '../../src/platform/clock.js';
import { createAuditTrail } from '../../src/platform/events/trail.js';

/** How a database records changes: in their transactions. The log is silent. */
export function recordingOf(storage: Storage, clock: Clock) {
  const logger = pino({ level: 'silent' });
  const audit = createAuditTrail<Changes>({
    facts: eventFacts,
    store: storage.audit,
    clock,
    logger,
  });
  return { transact: storage.transact, audit };
}
