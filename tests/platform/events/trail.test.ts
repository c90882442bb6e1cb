import { pino } from 'pino';
import { eventFacts, type Changes } from '../../../src/app/facts.js';
import { expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/platform/events/event.js';
import { createAuditTrail } from '../../../src/platform/events/trail.js';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import { createTestClock } from '../../support/test-clock.js';

/** A store that can be away, as a database can. */
function createStore() {
  const stored: AuditEvent[] = [];
  const state = { away: false };
  return {
    stored,
    state,
    append(events: readonly AuditEvent[]) {
      if (state.away) return Promise.reject(new AuthError('DATABASE_UNAVAILABLE'));
      stored.push(...events);
      return Promise.resolve();
    },
    list: () => Promise.resolve(stored),
    eraseClients: () => Promise.resolve(0),
    prune: () => Promise.resolve(0),
  };
}

function createTrail() {
  const store = createStore();
  const logger = pino({ level: 'silent' });
  return {
    store,
    trail: createAuditTrail<Changes>({
      facts: eventFacts,
      store,
      clock: createTestClock(),
      logger,
    }),
  };
}

test('events wait while the database is away, and are stored in order when it is back', async () => {
  const { store, trail } = createTrail();
  store.state.away = true;
  trail.record({ type: 'login.failed' });
  await trail.flush();
  trail.record({ type: 'login.succeeded', userId: 'u' });
  expect(store.stored).toEqual([]);

  store.state.away = false;
  await trail.close();
  expect(store.stored.map(({ type }) => type)).toEqual(['login.failed', 'login.succeeded']);
});

test('events of one millisecond are in the order of their ids', async () => {
  const { store, trail } = createTrail();
  for (let count = 0; count < 1000; count += 1) trail.record({ type: 'session.ended' });
  await trail.close();

  const ids = store.stored.map(({ id }) => id);
  expect(ids).toHaveLength(1000);
  expect([...ids].sort()).toEqual(ids);
});

test('a long outage keeps at most 10,000 events in memory, and the log has the rest', async () => {
  const { store, trail } = createTrail();
  store.state.away = true;
  for (let count = 0; count < 10_050; count += 1) trail.record({ type: 'session.ended' });
  store.state.away = false;
  await trail.close();
  expect(store.stored).toHaveLength(10_000);
});
