import { beforeEach, expect, test } from 'vitest';
import type { Session, SessionStore } from '../../../src/features/sessions/session.js';
import { createRefresh } from '../../../src/features/sessions/refresh.js';
import { unavailable } from '../../../src/platform/database/faults.js';
import {
  describeStorage,
  now,
  storedSession,
  storedUser,
} from '../../contract/storage-contract.js';
import { createTestClock, type TestClock } from '../../support/test-clock.js';
import { recordingOf } from '../../support/recording.js';

const grace = 10;
const client = { userAgent: 'Firefox', ipAddress: '192.0.2.1' };

describeStorage('a refresh while the database is slow or away', (subject) => {
  let clock: TestClock;
  let session: Session;

  beforeEach(async () => {
    clock = createTestClock(now);
    session = await storedSession(subject.storage);
  });

  /** @param disturbed methods of the store that do more than they should */
  function refresher(disturbed: (store: SessionStore) => Partial<SessionStore> = () => ({})) {
    const { sessions } = subject.storage;
    const store = { ...sessions, ...disturbed(sessions) };
    const recording = recordingOf(subject.storage, clock);
    const refresh = createRefresh({ sessions: store, ...recording, clock, grace, retry: 60 });
    return async (generation: number, idempotencyKey: string | null = null) => {
      const claim = { sessionId: session.id, userId: session.userId, generation, proof: null };
      return (await refresh({ claim, idempotencyKey, client })).session.generation;
    };
  }

  test("the grace counts to the presentation of the token, not to the database's answer", async () => {
    const otherTab = refresher();
    const tab = refresher((store) => ({
      async rotate(change) {
        await otherTab(0);
        clock.advance(grace);
        return store.rotate(change);
      },
    }));
    expect(await tab(0)).toBe(1);
    expect(await refresher()(1)).toBe(2);
  });

  test('a token that could not be spent a moment ago, and can be now, is spent', async () => {
    let disabled = true;
    const refresh = refresher((store) => ({
      // The account is enabled between the two statements.
      async rotate(change) {
        if (!disabled) return store.rotate(change);
        disabled = false;
        return undefined;
      },
    }));
    expect(await refresh(0)).toBe(1);
    expect((await subject.storage.sessions.findWithUser(session.id))?.session).toMatchObject({
      generation: 1,
      revokedAt: null,
    });
  });

  test('a token presented in its grace during a database outage keeps its grace', async () => {
    let away = false;
    const refresh = refresher((store) => ({
      findWithUser: (id) =>
        away ? Promise.reject(unavailable(new Error('no route'))) : store.findWithUser(id),
    }));
    expect(await refresh(0)).toBe(1);
    clock.advance(grace - 1);
    away = true;
    await expect(refresh(0)).rejects.toMatchObject({ reason: 'DATABASE_UNAVAILABLE' });
    clock.advance(grace - 1);
    away = false;
    expect(await refresh(0)).toBe(1);
  });

  test('a retry during a database outage ends no session, and is answered afterwards', async () => {
    let away = false;
    const refresh = refresher((store) => ({
      rotationKey: (id) =>
        away ? Promise.reject(unavailable(new Error('no route'))) : store.rotationKey(id),
    }));
    const key = 'A'.repeat(22);
    expect(await refresh(0, key)).toBe(1);
    clock.advance(grace + 1);
    away = true;
    await expect(refresh(0, key)).rejects.toMatchObject({ reason: 'DATABASE_UNAVAILABLE' });
    away = false;
    expect(await refresh(0, key)).toBe(1);
    expect((await subject.storage.sessions.findWithUser(session.id))?.session.revokedAt).toBeNull();
  });

  test('there is none of a session that an administrator began as the user', async () => {
    const { id: actorId } = await storedUser(subject.storage);
    session = await storedSession(subject.storage, { actorId });
    await expect(refresher()(0)).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    const found = await subject.storage.sessions.findWithUser(session.id);
    expect(found?.session).toEqual(session);
  });
});
