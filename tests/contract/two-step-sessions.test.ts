import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Session } from '../../src/features/sessions/session.js';
import { describeStorage, newSession, now, storedUser, type Subject } from './storage-contract.js';

const refused = { reason: 'MFA_REQUIRED', code: 'FORBIDDEN' };

async function userWithTwoSteps({ storage, tables }: Subject): Promise<string> {
  const { id } = await storedUser(storage);
  await sql`update users set two_step_since = ${now} where id = ${id}`.execute(tables.tables());
  return id;
}

/** As the version before writes a session: it knows neither column. */
function insertAsBefore({ tables }: Subject, { id, userId }: Session): Promise<unknown> {
  return sql`insert into sessions (id, user_id, generation, roles, created_at, authenticated_at,
      last_used_at, expires_at)
    values (${id}, ${userId}, 0, '[]', ${now}, ${now}, ${now}, ${now + 1})`.execute(
    tables.tables(),
  );
}

describeStorage('a session of an account with two-step sign-in', (subject) => {
  it.each(['aal1', 'unknown', '', null])('is refused at level %j, and not stored', async (acr) => {
    const userId = await userWithTwoSteps(subject);
    const session = newSession(userId, { acr });
    const inserted = subject.storage.sessions.insert(session);
    await expect(inserted).rejects.toMatchObject(refused);
    expect(await subject.storage.sessions.findWithUser(session.id)).toBeUndefined();
  });

  it('is refused in a transaction, of which nothing stays', async () => {
    const userId = await userWithTwoSteps(subject);
    const other = await storedUser(subject.storage);
    const kept = newSession(other.id);
    const work = subject.storage.transact(async ({ sessions }) => {
      await sessions.insert(kept);
      await sessions.insert(newSession(userId));
    });
    await expect(work).rejects.toMatchObject(refused);
    expect(await subject.storage.sessions.findWithUser(kept.id)).toBeUndefined();
  });

  it.each(['aal2', 'phr'])('begins at level %s', async (acr) => {
    const session = newSession(await userWithTwoSteps(subject), { amr: ['pwd', 'otp'], acr });
    await subject.storage.sessions.insert(session);
    expect((await subject.storage.sessions.findWithUser(session.id))?.session).toEqual(session);
  });

  it('begins without a level for an administrator who acts as the user', async () => {
    const userId = await userWithTwoSteps(subject);
    const { id: actorId } = await storedUser(subject.storage);
    const session = newSession(userId, { actorId, amr: [], acr: null });
    await subject.storage.sessions.insert(session);
    expect((await subject.storage.sessions.findWithUser(session.id))?.session).toEqual(session);
  });

  it('is refused to the version before, which states no level', async () => {
    const session = newSession(await userWithTwoSteps(subject));
    await expect(insertAsBefore(subject, session)).rejects.toThrow('two_step_sign_in_required');
  });
});

describeStorage('a session that the version before began', (subject) => {
  it('counts as one factor, by a method that is not known', async () => {
    const { id: userId } = await storedUser(subject.storage);
    const session = newSession(userId);
    await insertAsBefore(subject, session);
    const found = await subject.storage.sessions.findWithUser(session.id);
    expect(found?.session).toMatchObject({ amr: [], acr: 'aal1', actorId: null });
  });
});
