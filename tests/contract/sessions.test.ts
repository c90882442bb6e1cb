import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import { type Session, passwordProof } from '../../src/features/sessions/session.js';
import {
  describeStorage,
  hour,
  newSession,
  now,
  openConnections,
  storedSession,
  storedUser,
} from './storage-contract.js';
import type { Storage } from '../../src/app/storage.js';

const logout = { at: now + 1, reason: 'logout' } as const;
/** Sessions that have ended by `now`, one way or the other. */
const ended: [string, Partial<Session>][] = [
  ['revoked', { revokedAt: now - 1, revokedReason: 'logout' }],
  ['expired at this very moment', { expiresAt: now }],
  ['expired', { expiresAt: now - 1 }],
];

async function reload({ sessions }: Storage, id: string): Promise<Session | undefined> {
  return (await sessions.findWithUser(id))?.session;
}

describeStorage('storing a session', (subject) => {
  it('returns session and user exactly as they were', async () => {
    const { storage } = subject;
    const user = await storedUser(storage, {
      email: 'anna@example.com',
      emailVerified: true,
      roles: ['admin'],
      createdAt: now - 7,
      disabledAt: now - 3,
    });
    const session = await storedSession(storage, {
      userId: user.id,
      generation: 41,
      roles: ['editor'],
      createdAt: now - 6,
      authenticatedAt: now - 5,
      rotatedAt: now - 4,
      lastUsedAt: now - 2,
      revokedAt: now - 1,
      revokedReason: 'password_changed',
    });

    expect(await storage.sessions.findWithUser(session.id)).toEqual({ session, user });
  });

  it('keeps what is absent null', async () => {
    const session = await storedSession(subject.storage, { userAgent: null, ipAddress: null });
    expect(await reload(subject.storage, session.id)).toEqual(session);
  });

  it('refuses a session of nobody', async () => {
    const session = newSession('01890a5d-ac96-774b-bcce-b302099a8057');
    await expect(subject.storage.sessions.insert(session)).rejects.toThrow(/foreign key/i);
  });

  it.each(['', 'a\0b', '\ud800', "' or 1=1 --", 'not-a-uuid'])(
    'finds nothing for the id %j, and changes nothing',
    async (text) => {
      const { sessions } = subject.storage;
      const { id, userId } = await storedSession(subject.storage);

      expect(await sessions.findWithUser(text)).toBeUndefined();
      expect(await sessions.rotate({ id: text, userId, generation: 0, now })).toBeUndefined();
      expect(await sessions.rotate({ id, userId: text, generation: 0, now })).toBeUndefined();
      expect(
        await sessions.recordAuthentication({ id: text, now, roles: [], ...passwordProof }),
      ).toBe(false);
      expect(await sessions.renew({ id: text, now, roles: [], ...passwordProof })).toBe(false);
      expect(await sessions.revoke(text, userId, logout)).toBe(false);
      expect(await sessions.revoke(id, text, logout)).toBe(false);
      expect(await sessions.revokeAllOfUser(text, logout)).toBe(0);
      expect(await sessions.listAliveOf([text], now)).toEqual([]);
      expect(await reload(subject.storage, id)).toMatchObject({ generation: 0, revokedAt: null });
    },
  );
});

describeStorage('rotating a session', (subject) => {
  /** As whoever holds the refresh token of the session asks for it. */
  const rotation = ({ id, userId, generation }: Session, at = now) => ({
    ...{ id, userId, generation },
    now: at,
  });

  it('rotation moves to the next generation and changes only the two times', async () => {
    const { storage } = subject;
    const user = await storedUser(storage, { roles: ['admin'], publicMetadata: { plan: 'pro' } });
    const session = await storedSession(storage, {
      ...{ userId: user.id, generation: 3, roles: ['editor'] },
    });
    const moved = { ...session, generation: 4, lastUsedAt: now + 9, rotatedAt: now + 9 };

    const rotated = await storage.sessions.rotate(rotation(session, now + 9));
    expect(rotated).toEqual({ session: moved, user });
    expect(await reload(storage, session.id)).toEqual(moved);
  });

  it('stores the idempotency key of each rotation, and none where none came', async () => {
    const { storage } = subject;
    const session = await storedSession(storage);
    const { id } = session;
    const keyed = (generation: number, next: string, previous: string) =>
      storage.sessions.rotate({
        ...rotation({ ...session, generation }),
        keys: { next, previous },
      });

    expect(await storage.sessions.rotationKey(id)).toBeNull();
    expect(await keyed(0, 'first', 'none')).toBeDefined();
    expect(await storage.sessions.rotationKey(id)).toBe('first');
    expect(await keyed(1, 'second', 'other')).toBeDefined();
    expect(await storage.sessions.rotationKey(id)).toBe('second');
    expect(await storage.sessions.rotate(rotation({ ...session, generation: 2 }))).toBeDefined();
    expect(await storage.sessions.rotationKey(id)).toBeNull();
    expect(await storage.sessions.rotationKey('\0')).toBeNull();
  });

  it('writes nothing for a key that the rotation before has stored', async () => {
    const { storage } = subject;
    const session = await storedSession(storage);
    const keys = { next: 'first', previous: 'none' };
    await storage.sessions.rotate({ ...rotation(session), keys });
    const before = await reload(storage, session.id);

    const again = { next: 'second', previous: 'first' };
    const change = { ...rotation({ ...session, generation: 1 }, now + 1), keys: again };
    expect(await storage.sessions.rotate(change)).toBeUndefined();
    expect(await reload(storage, session.id)).toEqual(before);
    expect(await storage.sessions.rotationKey(session.id)).toBe('first');
  });

  it('is won by exactly one of 16 parallel callers', async () => {
    const { storage } = subject;
    const session = await storedSession(storage);
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        storage.sessions.rotate(rotation(session, now + index)),
      ),
    );

    const won = answers.filter((answer) => answer !== undefined);
    expect(won).toHaveLength(1);
    const stored = await reload(storage, session.id);
    expect(stored?.generation).toBe(1);
    expect(stored?.lastUsedAt).toBe(now + answers.indexOf(won[0]));
  });

  it('of many sessions at once moves those that may be moved, and no other', async () => {
    const { storage } = subject;
    const sessions = await Promise.all(Array.from({ length: 8 }, () => storedSession(storage)));
    const spent = await storedSession(storage, { generation: 1 });
    const answers = await Promise.all([
      ...sessions.map((session) => storage.sessions.rotate(rotation(session))),
      storage.sessions.rotate(rotation({ ...spent, generation: 0 })),
    ]);

    const moved = answers.slice(0, -1).map((answer) => answer?.session.id);
    expect(moved).toEqual(sessions.map(({ id }) => id));
    expect(answers.at(-1)).toBeUndefined();
    for (const { id } of sessions) expect((await reload(storage, id))?.generation).toBe(1);
    expect(await reload(storage, spent.id)).toEqual(spent);
  });

  it.each([2, 4])('writes nothing for generation %i of a session at 3', async (generation) => {
    const { storage } = subject;
    const session = await storedSession(storage, { generation: 3 });

    const change = rotation({ ...session, generation }, now + 1);
    expect(await storage.sessions.rotate(change)).toBeUndefined();
    expect(await reload(storage, session.id)).toEqual(session);
  });

  it.each(ended)('writes nothing to a session that is %s', async (_, change) => {
    const { storage } = subject;
    const session = await storedSession(storage, change);

    expect(await storage.sessions.rotate(rotation(session))).toBeUndefined();
    expect(await reload(storage, session.id)).toEqual(session);
  });

  it('writes nothing to a session of someone else', async () => {
    const { storage } = subject;
    const session = await storedSession(storage);
    const { id: userId } = await storedUser(storage);

    expect(await storage.sessions.rotate(rotation({ ...session, userId }))).toBeUndefined();
    expect(await reload(storage, session.id)).toEqual(session);
  });

  it('writes nothing to a session of a user who is disabled', async () => {
    const { storage } = subject;
    const { id: userId } = await storedUser(storage, { disabledAt: now - 1 });
    const session = await storedSession(storage, { userId });

    expect(await storage.sessions.rotate(rotation(session))).toBeUndefined();
    expect(await reload(storage, session.id)).toEqual(session);
  });

  it('writes nothing to a session that an administrator began', async () => {
    const { storage } = subject;
    const { id: actorId } = await storedUser(storage);
    const session = await storedSession(storage, { actorId });

    expect(await storage.sessions.rotate(rotation(session))).toBeUndefined();
    expect(await reload(storage, session.id)).toEqual(session);
  });
});

describeStorage('recording a proof of the password', (subject) => {
  it('sets the times and roles of this session and no other', async () => {
    const { storage } = subject;
    const session = await storedSession(storage, { roles: ['editor'] });
    const other = await storedSession(storage, { userId: session.userId });
    const change = { id: session.id, now: now + 9, roles: ['admin'], amr: ['email'], acr: 'aal2' };

    expect(await storage.sessions.recordAuthentication(change)).toBe(true);
    expect(await reload(storage, session.id)).toEqual({
      ...session,
      roles: ['admin'],
      authenticatedAt: now + 9,
      amr: ['email'],
      acr: 'aal2',
      lastUsedAt: now + 9,
    });
    expect(await reload(storage, other.id)).toEqual(other);
  });

  it.each(ended)('writes nothing to a session that is %s', async (_, change) => {
    const { storage } = subject;
    const session = await storedSession(storage, change);

    const proof = { id: session.id, now, roles: ['admin'], ...passwordProof };
    expect(await storage.sessions.recordAuthentication(proof)).toBe(false);
    expect(await storage.sessions.renew(proof)).toBe(false);
    expect(await reload(storage, session.id)).toEqual(session);
  });

  it('rotation can renew the session too, and leaves the parent without grace', async () => {
    const { storage } = subject;
    const session = await storedSession(storage, { generation: 2, rotatedAt: now - 1 });
    const { id, userId, generation } = session;
    const keys = { next: 'first', previous: 'none' };
    await storage.sessions.rotate({ id, userId, generation, now, keys });
    const change = { id: session.id, now: now + 9, roles: ['admin'], amr: ['email'], acr: 'aal2' };

    expect(await storage.sessions.renew(change)).toBe(true);
    expect(await storage.sessions.rotationKey(id)).toBeNull();
    expect(await reload(storage, session.id)).toEqual({
      ...session,
      generation: 4,
      roles: ['admin'],
      authenticatedAt: now + 9,
      amr: ['email'],
      acr: 'aal2',
      lastUsedAt: now + 9,
      rotatedAt: null,
    });
  });
});

describeStorage('ending a session', (subject) => {
  it('records when and why, once', async () => {
    const { storage } = subject;
    const { id, userId } = await storedSession(storage);
    const later = { at: now + 2, reason: 'revoked_by_user' } as const;

    expect(await storage.sessions.revoke(id, userId, logout)).toBe(true);
    expect(await storage.sessions.revoke(id, userId, later)).toBe(false);
    const stored = await reload(storage, id);
    expect(stored).toMatchObject({ revokedAt: now + 1, revokedReason: 'logout' });
  });

  it('does not end the session of another user', async () => {
    const { storage } = subject;
    const session = await storedSession(storage);
    const stranger = await storedUser(storage);

    expect(await storage.sessions.revoke(session.id, stranger.id, logout)).toBe(false);
    expect(await reload(storage, session.id)).toEqual(session);
  });

  it('has nothing to end in a session that has expired', async () => {
    const { storage } = subject;
    const session = await storedSession(storage, { expiresAt: logout.at });

    expect(await storage.sessions.revoke(session.id, session.userId, logout)).toBe(false);
    expect(await reload(storage, session.id)).toEqual(session);
  });

  it('makes it impossible to rotate', async () => {
    const { storage } = subject;
    const { id, userId } = await storedSession(storage);
    await storage.sessions.revoke(id, userId, logout);

    const change = { id, userId, generation: 0, now: now + 2 };
    expect(await storage.sessions.rotate(change)).toBeUndefined();
  });
});

describeStorage('ending many sessions', (subject) => {
  it('ends all of a user that are alive, and counts those only', async () => {
    const { storage } = subject;
    const { id: userId } = await storedUser(storage);
    const alive = [
      await storedSession(storage, { userId }),
      await storedSession(storage, { userId }),
    ];
    const old = { userId, revokedAt: now - 9, revokedReason: 'logout' } as const;
    const before = await storedSession(storage, old);
    const expired = await storedSession(storage, { userId, expiresAt: now });
    const foreign = await storedSession(storage);
    const revocation = { at: now, reason: 'logout_everywhere' } as const;

    expect(await storage.sessions.revokeAllOfUser(userId, revocation)).toBe(2);
    for (const { id } of alive) {
      const stored = await reload(storage, id);
      expect(stored).toMatchObject({ revokedAt: now, revokedReason: 'logout_everywhere' });
    }
    expect(await reload(storage, before.id)).toEqual(before);
    expect(await reload(storage, expired.id)).toEqual(expired);
    expect(await reload(storage, foreign.id)).toEqual(foreign);
    expect(await storage.sessions.revokeAllOfUser(userId, revocation)).toBe(0);
  });

  it('ends those that the user began as others, of all or alone', async () => {
    const { storage } = subject;
    const { id: actorId } = await storedUser(storage);
    const own = await storedSession(storage, { userId: actorId });
    const [first, second] = [
      await storedSession(storage, { actorId }),
      await storedSession(storage, { actorId }),
    ];
    const foreign = await storedSession(storage, { actorId: (await storedUser(storage)).id });
    const taken = { at: now, reason: 'role_taken' } as const;
    const revokedAtOf = async ({ id }: Session) => (await reload(storage, id))?.revokedAt;

    expect(await storage.sessions.revokeAllOfActor(actorId, taken)).toBe(2);
    expect(await revokedAtOf(first)).toBe(now);
    expect(await revokedAtOf(own)).toBeNull();
    expect(await storage.sessions.revokeAllOfActor(actorId, taken)).toBe(0);

    const third = await storedSession(storage, { actorId, userId: second.userId });
    expect(await storage.sessions.revokeAllOfUser(actorId, logout)).toBe(2);
    expect(await revokedAtOf(third)).toBe(logout.at);
    expect(await revokedAtOf(own)).toBe(logout.at);
    expect(await reload(storage, foreign.id)).toEqual(foreign);
    expect(await storage.sessions.revokeAllOfActor('\0', taken)).toBe(0);
  });

  it('can spare one', async () => {
    const { storage } = subject;
    const kept = await storedSession(storage);
    const { userId } = kept;
    const other = await storedSession(storage, { userId });

    expect(await storage.sessions.revokeAllOfUser(userId, logout, kept.id)).toBe(1);
    expect(await reload(storage, kept.id)).toEqual(kept);
    expect((await reload(storage, other.id))?.revokedAt).toBe(logout.at);
  });

  it('ends them in batches, of anyone, until none is left', async () => {
    const { storage } = subject;
    for (let index = 0; index < 7; index += 1) await storedSession(storage);
    const expired = await storedSession(storage, { expiresAt: now });
    const revocation = { at: now, reason: 'keys_revoked' } as const;

    const ends = () => storage.sessions.revokeBatch(revocation, 3);
    expect([await ends(), await ends(), await ends(), await ends()]).toEqual([3, 3, 1, 0]);
    expect(await reload(storage, expired.id)).toEqual(expired);
  });

  it('ends sessions of its own in each batch when two callers are at it at once', async () => {
    const { storage } = subject;
    for (let index = 0; index < 6; index += 1) await storedSession(storage);
    await openConnections(storage);
    const revocation = { at: now, reason: 'keys_revoked' } as const;
    let second: Promise<number> = Promise.resolve(0);

    await storage.transact(async ({ users, sessions }) => {
      expect(await sessions.revokeBatch(revocation, 3)).toBe(3);
      second = storage.sessions.revokeBatch(revocation, 3);
      // Long enough for the second batch to have chosen its sessions.
      for (let index = 0; index < 20; index += 1) await users.list({ limit: 1 });
    });
    expect(await second).toBe(3);
    expect(await storage.sessions.revokeBatch(revocation, 3)).toBe(0);
  });
});

describeStorage('listing sessions', (subject) => {
  it('gives those of the user that are alive, the latest used first', async () => {
    const { storage } = subject;
    const { id: userId } = await storedUser(storage);
    const old = await storedSession(storage, { userId, lastUsedAt: now - hour });
    const recent = await storedSession(storage, { userId, lastUsedAt: now - 1 });
    const middle = await storedSession(storage, { userId, lastUsedAt: now - 2 });
    for (const [, change] of ended) await storedSession(storage, { userId, ...change });
    await storedSession(storage);

    expect(await storage.sessions.listAliveOf([userId], now)).toEqual([recent, middle, old]);
  });
});

describeStorage('listing all sessions of a user', (subject) => {
  it('gives the latest ones, ended or not, the first to begin first, and no one else’s', async () => {
    const { storage } = subject;
    const { id: userId } = await storedUser(storage);
    const ended = { revokedAt: now, revokedReason: 'logout' } as const;
    const all = [
      await storedSession(storage, { userId, expiresAt: now - hour }),
      await storedSession(storage, { userId, ...ended }),
      await storedSession(storage, { userId }),
    ];
    await storedSession(storage);
    expect(await storage.sessions.listOf(userId, 10)).toEqual(all);
    expect(await storage.sessions.listOf(userId, 2)).toEqual(all.slice(1));
    expect(await storage.sessions.listOf('\0', 2)).toEqual([]);
  });

  it('known addresses of a user are found by id or verified e-mail address', async () => {
    const { storage } = subject;
    const email = { email: 'Known@example.com', emailVerified: true };
    const { id: userId } = await storedUser(storage, email);
    const { id: actorId } = await storedUser(storage);
    for (const ipAddress of ['192.0.2.1', '192.0.2.1', '2001:db8::1', null]) {
      await storedSession(storage, { userId, ipAddress });
    }
    await storedSession(storage, { userId, ipAddress: '192.0.2.2', expiresAt: now });
    await storedSession(storage, { userId, ipAddress: '192.0.2.3', revokedAt: now - 1 });
    await storedSession(storage, { userId, ipAddress: '192.0.2.4', actorId });
    await storedSession(storage, { userId: actorId, ipAddress: '192.0.2.5' });

    const addresses = ['192.0.2.1', '2001:db8::1'];
    const { sessions } = storage;
    expect((await sessions.addressesOf({ id: userId }, now)).sort()).toEqual(addresses);
    const verifiedEmailKey = 'known@example.com';
    expect((await sessions.addressesOf({ verifiedEmailKey }, now)).sort()).toEqual(addresses);
    expect(await sessions.addressesOf({ verifiedEmailKey: 'nobody@example.com' }, now)).toEqual([]);
    expect(await sessions.addressesOf({ id: '' }, now)).toEqual([]);
  });
});

describeStorage('ending sessions beyond a maximum', (subject) => {
  const reason = 'session_limit';
  const revocation = { at: now, reason } as const;

  /** A session that began `age` ms ago. */
  const begun = (userId: string, age: number, change: Partial<Session> = {}) =>
    storedSession(subject.storage, {
      userId,
      id: uuidv7({ msecs: now - age }),
      createdAt: now - age,
      ...change,
    });

  const aliveOf = async (userId: string) =>
    (await subject.storage.sessions.listAliveOf([userId], now)).map(({ id }) => id).sort();

  it('ends the oldest by their beginning, and says which', async () => {
    const { storage } = subject;
    const { id: userId } = await storedUser(storage);
    const oldest = await begun(userId, 5000, { lastUsedAt: now });
    const older = await begun(userId, 4000);
    for (const [, change] of ended) await begun(userId, 1, change);
    const kept = await begun(userId, 3000);
    const latest = await begun(userId, 0);
    const other = await storedSession(storage);

    const gone = await storage.sessions.revokeBeyond(latest, 2, revocation);
    expect(gone.sort()).toEqual([oldest.id, older.id]);
    expect(await aliveOf(userId)).toEqual([kept.id, latest.id]);
    expect(await aliveOf(other.userId)).toEqual([other.id]);
    const found = await storage.sessions.findWithUser(oldest.id);
    expect(found?.session).toMatchObject({ revokedAt: now, revokedReason: reason });
    expect(await storage.sessions.revokeBeyond(latest, 2, revocation)).toEqual([]);
  });

  it('ends those that the user began since one, and says which', async () => {
    const { storage } = subject;
    const { id: userId } = await storedUser(storage);
    const { id: actorId } = await storedUser(storage);
    const since = { at: now, reason: 'sign_in_denied' } as const;
    const before = await begun(userId, 3000);
    const denied = await begun(userId, 2000);
    for (const [, change] of ended) await begun(userId, 1000, change);
    const later = await begun(userId, 1000);
    const ofAnother = await begun(actorId, 1000);
    const byAdministrator = await begun(userId, 1000, { actorId });

    const { sessions } = storage;
    expect(await sessions.revokeSince(denied.id, ofAnother.userId, since)).toEqual([ofAnother.id]);
    const gone = await sessions.revokeSince(denied.id, userId, since);
    expect(gone.sort()).toEqual([denied.id, later.id]);
    expect(await aliveOf(userId)).toEqual([before.id, byAdministrator.id]);
    const found = await sessions.findWithUser(later.id);
    expect(found?.session).toMatchObject({ revokedAt: now, revokedReason: 'sign_in_denied' });
    expect(await sessions.revokeSince(denied.id, userId, since)).toEqual([]);
  });

  it('never ends the session that begins, though its clock is behind', async () => {
    const { id: userId } = await storedUser(subject.storage);
    const ahead = await begun(userId, -5000);
    const latest = await begun(userId, 0);
    expect(await subject.storage.sessions.revokeBeyond(latest, 1, revocation)).toEqual([ahead.id]);
    expect(await aliveOf(userId)).toEqual([latest.id]);
  });

  it('counts sessions of administrators apart from those of the user', async () => {
    const { storage } = subject;
    const { id: userId } = await storedUser(storage);
    const { id: actorId } = await storedUser(storage);
    const own = await begun(userId, 3000);
    const earlier = await begun(userId, 2000, { actorId });
    const latest = await begun(userId, 1000, { actorId });
    const next = await begun(userId, 0);

    expect(await storage.sessions.revokeBeyond(latest, 1, revocation)).toEqual([earlier.id]);
    expect(await storage.sessions.revokeBeyond(next, 1, revocation)).toEqual([own.id]);
    expect(await aliveOf(userId)).toEqual([latest.id, next.id]);
  });

  it('lists up to as many of each user as are asked for, the latest used first', async () => {
    const { storage } = subject;
    const [a, b] = [await storedUser(storage), await storedUser(storage)];
    const ofA = [];
    for (let age = 0; age < 5; age += 1) {
      ofA.push(await begun(a.id, 9000, { lastUsedAt: now - age * 10 }));
    }
    const ofB = await begun(b.id, 9000, { lastUsedAt: now - 5 });
    expect(await storage.sessions.listAliveOf([a.id, b.id], now, 2)).toEqual([ofA[0], ofB, ofA[1]]);
  });
});
