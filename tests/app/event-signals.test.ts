import { expect, test } from 'vitest';
import { eventSignals, signalsOf } from '../../src/app/event-signals.js';
import { webhooksOf } from '../../src/app/event-webhooks.js';
import { eventTypes } from '../../src/app/facts.js';
import { eventAt } from '../support/audit-events.js';

test('each event that ends sessions has a signal of that, as webhooks have', () => {
  const ends = eventTypes.filter((type) =>
    webhooksOf[type]?.types.some((webhook) => webhook.startsWith('session.ended')),
  );
  const detail = { fields: ['password'] };
  expect(ends).not.toEqual([]);
  for (const type of ends) {
    const kinds = signalsOf(eventAt(0, { type, detail })).map(({ kind }) => kind);
    expect(kinds, type).toContain('ended');
  }
});

test('what changes nothing, and what anyone can cause, has no signal', () => {
  const silent = eventTypes.filter((type) => eventSignals[type] === null);
  expect(silent).toEqual(
    expect.arrayContaining(['login.succeeded', 'login.failed', 'client.refused', 'keys.rotated']),
  );
});

const [userId, sessionId] = ['user', 'session'];
const at = (change: object) => eventAt(0, { userId, sessionId, ...change });
const all = { kind: 'ended', sessionId: null };

test.each([
  [
    { type: 'session.ended', detail: { reason: 'logout' } },
    [{ kind: 'ended', sessionId, reason: 'logout' }],
  ],
  [
    { type: 'session.ended', sessionId: null, detail: { reason: 'session_limit', sessions: 3 } },
    [{ ...all, reason: 'session_limit' }],
  ],
  [{ type: 'session.ended_everywhere' }, [{ ...all, reason: 'logout_everywhere' }]],
  [
    { type: 'session.ended_everywhere', detail: { sessions: 1, kept: sessionId } },
    [{ ...all, keptSessionId: sessionId, reason: 'logout_everywhere' }],
  ],
  [
    { type: 'session.ended_everywhere', actorId: 'admin', detail: { sessions: 1 } },
    [{ ...all, reason: 'revoked_by_administrator' }],
  ],
  [
    { type: 'password.changed' },
    [
      { ...all, keptSessionId: sessionId, reason: 'password_changed' },
      { kind: 'credentials', reason: 'password.changed' },
    ],
  ],
  [{ type: 'user.deleted' }, [{ ...all, reason: 'user_deleted' }]],
  [{ type: 'user.reimported', detail: { fields: ['email'] } }, []],
  [
    { type: 'user.roles_changed', detail: { before: [], after: ['editor'] } },
    [{ kind: 'roles', roles: ['editor'], reason: 'user.roles_changed' }],
  ],
  [{ type: 'user.roles_changed', detail: { before: ['a', 'b'], after: ['b', 'a'] } }, []],
  [{ type: 'user.roles_changed', detail: { before: [], after: [] } }, []],
  [
    { type: 'user.roles_changed', detail: { before: ['a', 'b'], after: ['a'] } },
    [{ kind: 'roles', roles: ['a'], reason: 'user.roles_changed' }],
  ],
  [{ type: 'keys.revoked', userId: null }, [{ kind: 'everyone', reason: 'keys_revoked' }]],
  [{ type: 'of.a.later.version' }, []],
])('%j', (event, signals) => {
  expect(signalsOf(at(event))).toEqual(signals);
});
