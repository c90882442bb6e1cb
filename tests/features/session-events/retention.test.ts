import { expect, test } from 'vitest';
import { keptEvents, keptPositions } from '../../../src/features/session-events/options.js';

const lifetimes = {
  auditRetention: 90 * 86_400,
  jwtAccessTokenMaxExpires: 3600,
  impersonationExpires: 600,
  sessionEvents: true,
};

test.each([
  ['as configured, while it is longer than tokens live', {}, 90 * 86_400],
  ['without end', { auditRetention: 0 }, 0],
  ['an hour more than tokens live', { auditRetention: 1 }, 7200],
  ['an hour more than impersonations', { auditRetention: 1, impersonationExpires: 9000 }, 12_600],
  ['as configured without session events', { auditRetention: 1, sessionEvents: false }, 1],
])('events are kept %s', (_how, change, seconds) => {
  expect(keptEvents({ ...lifetimes, ...change })).toBe(seconds);
});

test.each([
  ['a day', {}, 86_400],
  ['a day if events are kept for ever', { auditRetention: 0 }, 86_400],
  ['as long as events are kept', { auditRetention: 1 }, 7200],
  ['longer than any token lives', { jwtAccessTokenMaxExpires: 200_000 }, 203_600],
])('positions are good for %s, and end before their events', (_how, change, seconds) => {
  expect(keptPositions({ ...lifetimes, ...change })).toBe((seconds - 60) * 1000);
});
