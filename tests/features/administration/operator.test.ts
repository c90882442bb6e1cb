import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/app/config.js';
import { openCore, type Core } from '../../../src/app/core.js';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import { hashesOfNothing } from '../../../src/platform/password-hashing/hasher.js';
import { newImpersonation, newSession } from '../../../src/features/sessions/lifecycle.js';
import { createOperator } from '../../../src/features/administration/operator.js';
import type { User } from '../../../src/features/accounts/user.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { goodPassword } from '../../support/graphql-client.js';
import { createTestClock } from '../../support/test-clock.js';
import { passwordProof } from '../../../src/features/sessions/session.js';

const nobody = { userAgent: null, ipAddress: null };

async function reasonOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AuthError) return error.reason;
    throw error;
  }
  return 'no refusal';
}

describe.each(databases)('on $name', (kind) => {
  const clock = createTestClock();
  let database: TestDatabase;
  let core: Core;

  beforeEach(async () => {
    database = await kind.createMigrated();
    const { url, dataDir } = database;
    const config = loadConfig({ DATA_DIR: dataDir, ...(url ? { DATABASE_URL: url } : {}) });
    core = await openCore(config, { clock, logger: pino({ level: 'silent' }) });
  });

  afterEach(async () => {
    await core.close();
    await database.drop();
  });

  const createUser = (username: string) => core.users.create({ username, password: goodPassword });

  async function signIn(user: User): Promise<string> {
    const subject = { user, client: nobody, now: clock.now(), lifetime: 3600 };
    const session = newSession({ ...subject, proof: passwordProof });
    await core.storage.sessions.insert(session);
    return session.id;
  }

  const stored = (user: User) => core.storage.users.find({ id: user.id });

  test('an account is named by its verified address too, and by no other address', async () => {
    const email = 'ada@example.com';
    const user = await core.users.create({ username: 'ada', password: goodPassword, email });
    expect(await reasonOf(core.users.disable(email))).toBe('USER_NOT_FOUND');
    await core.users.setEmail('ada', email);
    expect((await core.users.show('ADA@example.com')).user.id).toBe(user.id);
    expect((await core.users.disable(email)).user.disabledAt).toBe(clock.now());
  });

  test('a created user is stored as it is returned, with a hash of the password', async () => {
    const user = await core.users.create({
      username: 'Ada',
      password: goodPassword,
      email: 'Ada@example.com',
      emailVerified: true,
      roles: ['support', 'admin', 'support'],
    });
    expect(user).toMatchObject({
      username: 'Ada',
      email: 'Ada@example.com',
      emailVerified: true,
      roles: ['admin', 'support'],
      createdAt: clock.now(),
      disabledAt: null,
    });
    expect(await stored(user)).toEqual(user);
    const credentials = await core.storage.users.findCredentials({ id: user.id });
    expect(credentials?.passwordHash).toMatch(/^\$argon2id\$/);
    const { matches } = await core.hasher.verify(credentials?.passwordHash ?? '', goodPassword);
    expect(matches).toBe(true);
  });

  test('without being asked to, creating vouches for no address and gives no role', async () => {
    const email = 'bob@example.com';
    const user = await core.users.create({ username: 'bob', password: goodPassword, email });
    expect(user).toMatchObject({ emailVerified: false, roles: [] });
  });

  test.each([
    [{ username: 'no@ddress' }, 'USERNAME_INVALID'],
    [{ username: ' ' }, 'USERNAME_MISSING'],
    [{ email: 'nowhere' }, 'EMAIL_INVALID'],
    [{ password: 'short' }, 'PASSWORD_TOO_SHORT'],
    [{ username: 'charlotte', password: 'charlotte1' }, 'PASSWORD_TOO_COMMON'],
    [
      { email: 'wonderland.rabbit@example.com', password: 'wonderland.rabbit' },
      'PASSWORD_TOO_COMMON',
    ],
    [{ roles: ['two words'] }, 'ROLES_INVALID'],
    [{ roles: [''] }, 'ROLES_INVALID'],
    [{ roles: ['r'.repeat(65)] }, 'ROLES_INVALID'],
    [{ roles: Array.from({ length: 33 }, (_, i) => `role${i}`) }, 'ROLES_INVALID'],
  ])('creating with %j is refused with %s, and nothing is written', async (change, reason) => {
    const user = { username: 'eve', password: goodPassword, ...change };
    expect(await reasonOf(core.users.create(user))).toBe(reason);
    expect(await core.users.list({ limit: 10 })).toEqual([]);
  });

  test('a username is taken in every spelling, a verified address too', async () => {
    const email = 'ada@example.com';
    await core.users.create({
      username: 'ada',
      password: goodPassword,
      email,
      emailVerified: true,
    });
    expect(await reasonOf(createUser('ADA'))).toBe('USERNAME_TAKEN');
    const other = { username: 'bob', password: goodPassword, email: 'ADA@example.com' };
    const claim = core.users.create({ ...other, emailVerified: true });
    expect(await reasonOf(claim)).toBe('EMAIL_TAKEN');
    expect(await core.users.create(other)).toMatchObject({ emailVerified: false });
  });

  test('a list goes on after an id, in the order of creation', async () => {
    const names = ['c', 'a', 'b'];
    const users: User[] = [];
    for (const name of names) {
      clock.advance(1);
      users.push(await createUser(name));
    }
    expect(await core.users.list({ limit: 2 })).toEqual(users.slice(0, 2));
    const after = users[1]?.id ?? '';
    expect(await core.users.list({ after, limit: 2 })).toEqual(users.slice(2));
  });

  test('disabling ends every session of the user, and of nobody else', async () => {
    const [ada, bob] = [await createUser('ada'), await createUser('bob')];
    const [first, second, others] = [await signIn(ada), await signIn(ada), await signIn(bob)];
    const { user, sessionsEnded } = await core.users.disable('ADA');
    expect(sessionsEnded).toBe(2);
    expect(user.disabledAt).toBe(clock.now());
    expect(await stored(ada)).toEqual(user);
    for (const id of [first, second]) {
      const found = await core.storage.sessions.findWithUser(id);
      expect(found?.session).toMatchObject({
        revokedAt: clock.now(),
        revokedReason: 'user_disabled',
      });
    }
    const found = await core.storage.sessions.findWithUser(others);
    expect(found?.session.revokedAt).toBeNull();
  });

  test('a failure while sessions are ended leaves the user enabled', async () => {
    const ada = await createUser('ada');
    const failing = createOperator({
      ...core,
      adminRole: core.config.adminRole,
      usernames: { rule: 'required' },
      usernameHold: 0,
      resetLinks: { pattern: '', lifetime: 60 },
      resetFactors: () => Promise.reject(new Error('not asked for')),
      singleLabel: 'none',
      stores: core.storage,
      transact: (work) =>
        core.storage.transact((stores) => {
          const revokeAllOfUser = () => Promise.reject(new Error('pulled the plug'));
          return work({ ...stores, sessions: { ...stores.sessions, revokeAllOfUser } });
        }),
    });
    await expect(failing.disable('ada')).rejects.toThrow('pulled the plug');
    expect((await stored(ada))?.disabledAt).toBeNull();
  });

  test('disabling twice keeps the first time, enabling clears it and revives no session', async () => {
    const ada = await createUser('ada');
    const session = await signIn(ada);
    const disabledAt = clock.now();
    await core.users.disable('ada');
    clock.advance(60);
    expect(await core.users.disable('ada')).toMatchObject({
      user: { disabledAt },
      sessionsEnded: 0,
    });
    expect(await core.users.enable('ada')).toEqual(ada);
    expect(await stored(ada)).toEqual(ada);
    const found = await core.storage.sessions.findWithUser(session);
    expect(found?.session.revokedAt).toBe(disabledAt);
  });

  test('setting roles replaces all of them', async () => {
    const ada = await core.users.create({
      username: 'ada',
      password: goodPassword,
      roles: ['old'],
    });
    expect((await core.users.setRoles('ada', ['b:write', 'a'])).roles).toEqual(['a', 'b:write']);
    expect((await stored(ada))?.roles).toEqual(['a', 'b:write']);
    await core.users.setRoles('ada', []);
    expect((await stored(ada))?.roles).toEqual([]);
    expect(await reasonOf(core.users.setRoles('ada', ['no way']))).toBe('ROLES_INVALID');
  });

  test('the last administrator loses neither the role nor the account', async () => {
    const newAdmin = (username: string) =>
      core.users.create({ username, password: goodPassword, roles: ['admin'] });
    const ada = await newAdmin('ada');
    expect(await reasonOf(core.users.disable('ada'))).toBe('LAST_ADMIN');
    expect(await reasonOf(core.users.setRoles('ada', ['support']))).toBe('LAST_ADMIN');
    expect(await stored(ada)).toEqual(ada);
    await newAdmin('bob');
    await core.users.setRoles('ada', []);
    expect(await reasonOf(core.users.disable('bob'))).toBe('LAST_ADMIN');
  });

  test('nobody becomes an administrator by an invitation that is still open', async () => {
    const ada = await createUser('ada');
    await core.storage.users.setInvitedAt(ada.id, clock.now());
    expect(await reasonOf(core.users.setRoles('ada', ['admin']))).toBe('ROLES_INVALID');
    expect((await core.users.setRoles('ada', ['support'])).roles).toEqual(['support']);
  });

  test.each(hashesOfNothing)('an account of the hash %s is no open invitation', async (hash) => {
    const ada = await createUser('ada');
    await core.storage.users.setPasswordHash(ada.id, hash);
    expect((await core.users.setRoles('ada', ['admin'])).roles).toEqual(['admin']);
  });

  test('losing the role, or being disabled, ends impersonation sessions', async () => {
    const [ada, bob] = [await createUser('ada'), await createUser('bob')];
    await core.users.create({ username: 'root', password: goodPassword, roles: ['admin'] });
    await core.users.setRoles('ada', ['admin']);
    const impersonate = async () => {
      const begun = { user: bob, client: nobody, now: clock.now(), lifetime: 900 };
      const session = newImpersonation({ ...begun, actorId: ada.id });
      await core.storage.sessions.insert(session);
      return async () => (await core.storage.sessions.findWithUser(session.id))?.session;
    };
    const [first, own] = [await impersonate(), await signIn(ada)];
    await core.users.setRoles('ada', ['admin', 'more']);
    expect(await first()).toMatchObject({ revokedAt: null });
    await core.users.setRoles('ada', ['more']);
    expect(await first()).toMatchObject({ revokedReason: 'role_taken' });
    const kept = await core.storage.sessions.findWithUser(own);
    expect(kept?.session.revokedAt).toBeNull();

    const second = await impersonate();
    expect((await core.users.disable('ada')).sessionsEnded).toBe(2);
    expect(await second()).toMatchObject({ revokedReason: 'user_disabled' });
  });

  test('every change is recorded, with what it was, and a refused one is not', async () => {
    const { id } = await createUser('ada');
    clock.advance(1);
    await core.users.setRoles('ada', ['admin']);
    await core.users.create({ username: 'root', password: goodPassword, roles: ['admin'] });
    clock.advance(1);
    await core.users.disable('ada');
    clock.advance(1);
    await core.users.enable('ada');
    await reasonOf(createUser('ada'));
    await reasonOf(core.users.disable('nobody'));
    await core.audit.flush();
    const events = await core.storage.audit.list({ userId: id, limit: 10 });
    expect(events.map(({ type, userId, detail }) => ({ type, userId, detail }))).toEqual([
      { type: 'user.created', userId: id, detail: { roles: [] } },
      { type: 'user.roles_changed', userId: id, detail: { before: [], after: ['admin'] } },
      { type: 'user.disabled', userId: id, detail: { sessions: 0 } },
      { type: 'user.enabled', userId: id, detail: {} },
    ]);
  });

  test('a user that is not there cannot be changed', async () => {
    expect(await reasonOf(core.users.disable('nobody'))).toBe('USER_NOT_FOUND');
    expect(await reasonOf(core.users.enable('nobody'))).toBe('USER_NOT_FOUND');
    expect(await reasonOf(core.users.setRoles('nobody', []))).toBe('USER_NOT_FOUND');
  });
});
