import { expect, test } from 'vitest';
import { newSession } from '../../../src/features/sessions/lifecycle.js';
import type { User } from '../../../src/features/accounts/user.js';
import { passwordProof } from '../../../src/features/sessions/session.js';

const day = 86_400_000;
const now = 100 * day;
const client = { ipAddress: null, userAgent: null };
const storedUser: Partial<User> = { id: 'u', roles: ['editor', 'granted-since'] };
const user = storedUser as User;

/** A session of a lifetime of 30 days, by one whose identity was proved and that ends so many days from now. */
function handedOver({ proved, ends }: { proved: number; ends: number }) {
  const roles = ['editor', 'taken-since'];
  const [authenticatedAt, expiresAt] = [now + proved * day, now + ends * day];
  const inherited = { authenticatedAt, expiresAt, roles, userAgent: null };
  const subject = { user, client, now, lifetime: 30 * 86_400, proof: passwordProof, inherited };
  const session = newSession(subject);
  expect([session.authenticatedAt, session.roles]).toEqual([now + proved * day, ['editor']]);
  return (session.expiresAt - now) / day;
}

test.each([
  ['a session that is handed over ends with the proof of its identity', -10, 20, 20],
  ['idleness of the parent does not shorten it', -10, 2, 20],
  ['a proof after the sign-in counts from then on', -1, 5, 29],
  ['with a lifetime that was shortened it is alive, as its parent', -40, 20, 20],
  ['and has no more than that lifetime', -40, 50, 30],
])('%s', (_title, proved, ends, expected) => {
  expect(handedOver({ proved, ends })).toBe(expected);
});
