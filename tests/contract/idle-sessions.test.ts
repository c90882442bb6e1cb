import { expect, test } from 'vitest';
import {
  describeStorage,
  hour,
  now,
  openConnections,
  storedSession,
  storedUser,
} from './storage-contract.js';

/** Milliseconds. */
const idle = 600_000;
const revocation = { at: now, reason: 'logout' } as const;

describeStorage(
  'the store of sessions that expire when they are idle',
  (subject) => {
    /** Two sessions of one user: one was used a moment ago, one has just been idle for too long. */
    async function pair() {
      const { id: userId } = await storedUser(subject.storage);
      const alive = await storedSession(subject.storage, { userId, lastUsedAt: now - idle + 1 });
      const dead = await storedSession(subject.storage, { userId, lastUsedAt: now - idle });
      return { userId, alive, dead };
    }
    const rotate = ({ id, userId }: { id: string; userId: string }, at = now) =>
      subject.storage.sessions.rotate({ id, userId, generation: 0, now: at });

    test('a session ends at its own end, or sooner when it was idle for too long', async () => {
      const { sessions } = subject.storage;
      const { alive } = await pair();
      const found = await sessions.findWithUser(alive.id);
      expect(found?.session).toEqual({ ...alive, expiresAt: alive.lastUsedAt + idle });
      const last = await storedSession(subject.storage, { expiresAt: now + 1 });
      expect((await sessions.findWithUser(last.id))?.session).toEqual(last);
    });

    test('a refresh moves the end of an idle session, never beyond its own', async () => {
      const { alive, dead } = await pair();
      const rotated = await rotate(alive);
      expect(rotated?.session).toMatchObject({ lastUsedAt: now, expiresAt: now + idle });
      expect(await rotate(dead)).toBeUndefined();
      expect(await subject.storage.sessions.findWithUser(dead.id)).toMatchObject({
        session: { generation: 0, lastUsedAt: dead.lastUsedAt },
      });
      const last = await storedSession(subject.storage, { expiresAt: now + 5 });
      expect((await rotate(last))?.session.expiresAt).toBe(now + 5);
    });

    test('of 16 refreshes around the end of idleness those before it decide', async () => {
      await openConnections(subject.storage);
      const { id: userId } = await storedUser(subject.storage);
      const session = await storedSession(subject.storage, { userId, lastUsedAt: now - idle });
      const late = Array.from({ length: 16 }, () => rotate(session));
      expect((await Promise.all(late)).filter((each) => each !== undefined)).toEqual([]);
      const inTime = Array.from({ length: 16 }, () => rotate(session, now - 1));
      expect((await Promise.all(inTime)).filter((each) => each !== undefined)).toHaveLength(1);
    });

    test('a proof of the password is for a session that is not idle', async () => {
      const { sessions } = subject.storage;
      const { alive, dead } = await pair();
      const proof = { now, roles: [], amr: ['pwd'], acr: 'aal1' };
      for (const record of [sessions.recordAuthentication, sessions.renew]) {
        expect(await record({ id: dead.id, ...proof })).toBe(false);
        expect(await record({ id: alive.id, ...proof })).toBe(true);
      }
    });

    test('lists and addresses leave out what was idle for too long', async () => {
      const { sessions } = subject.storage;
      const { userId, alive } = await pair();
      const only = [{ ...alive, expiresAt: alive.lastUsedAt + idle }];
      expect(await sessions.listAliveOf([userId], now)).toEqual(only);
      expect(await sessions.listAliveOf([userId], now, 5)).toEqual(only);
      expect(await sessions.addressesOf({ id: userId }, now)).toHaveLength(1);
      expect(await sessions.addressesOf({ id: userId }, now + 1)).toEqual([]);
    });

    test('a session that was idle for too long has ended, and is revoked uncounted', async () => {
      const { sessions } = subject.storage;
      const { userId, alive, dead } = await pair();
      expect(await sessions.revoke(dead.id, userId, revocation)).toBe(false);
      expect(await sessions.revoke(alive.id, userId, revocation)).toBe(true);
      const other = await pair();
      expect(await sessions.revokeAllOfUser(other.userId, revocation)).toBe(1);
      // If the limit is taken back one day, they stay dead.
      for (const { id } of [dead, other.dead]) {
        expect((await sessions.findWithUser(id))?.session.revokedAt).toBe(now);
      }
    });

    test('a session that was idle for too long takes no place of one that is alive', async () => {
      const { sessions } = subject.storage;
      const { userId, alive, dead } = await pair();
      const next = await storedSession(subject.storage, { userId, createdAt: now + 1 });
      expect(await sessions.revokeBeyond(next, 2, revocation)).toEqual([]);
      expect(await sessions.revokeBeyond(next, 1, revocation)).toEqual([alive.id]);
      expect((await sessions.findWithUser(dead.id))?.session.revokedAt).toBeNull();
    });

    test('pruning removes sessions that were idle for too long by then', async () => {
      const { sessions } = subject.storage;
      const { alive, dead } = await pair();
      expect(await sessions.prune(now, 9)).toBe(0);
      expect(await sessions.prune(now + 1, 9)).toBe(1);
      expect(await sessions.findWithUser(dead.id)).toBeUndefined();
      expect(await sessions.findWithUser(alive.id)).toBeDefined();
      expect(alive.expiresAt).toBe(now + hour);
    });
  },
  { sessionIdleExpires: idle / 1000 },
);
