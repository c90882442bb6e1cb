import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/app/config.js';
import { openCore, type Core } from '../../../src/app/core.js';
import {
  disable,
  enable,
  endSessions,
  setRoles,
  type Actor,
  type AdminAction,
  type AdminActionDependencies,
} from '../../../src/features/administration/admin-action.js';
import type { User } from '../../../src/features/accounts/user.js';
import {
  newSession,
  newUser,
  openConnections,
  passwordHash,
} from '../../contract/storage-contract.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { createTestClock } from '../../support/test-clock.js';

const client = { userAgent: 'Administration/1.0', ipAddress: '192.0.2.1' };

type Verb = (dependencies: AdminActionDependencies, action: AdminAction) => Promise<unknown>;

/** What both may do to an account, and the event that it leaves. */
const verbs: Record<string, { verb: Verb; type: string; detail: object }> = {
  disable: { verb: disable, type: 'user.disabled', detail: { sessions: 2 } },
  enable: { verb: enable, type: 'user.enabled', detail: {} },
  endSessions: { verb: endSessions, type: 'session.ended_everywhere', detail: { sessions: 2 } },
  setRoles: {
    verb: (dependencies, action) => setRoles(dependencies, action, ['b', 'a', 'b']),
    type: 'user.roles_changed',
    detail: { before: ['editor'], after: ['a', 'b'] },
  },
};

describe.each(databases)('what is done to an account, on $name,', (kind) => {
  const clock = createTestClock();
  let database: TestDatabase;
  let core: Core;
  let dependencies: AdminActionDependencies;
  let actors: Record<string, { actor: Actor; origin: object }>;

  beforeAll(async () => {
    database = await kind.createMigrated();
    const { url, dataDir } = database;
    const config = loadConfig({ DATA_DIR: dataDir, ...(url ? { DATABASE_URL: url } : {}) });
    core = await openCore(config, { clock, logger: pino({ level: 'silent' }) });
    const { transact } = core.storage;
    dependencies = { transact, clock, audit: core.audit, adminRole: 'admin' };
    const user = await stored({ roles: ['admin'] });
    const session = newSession(user.id);
    actors = {
      'an administrator': {
        actor: { viewer: { user, session }, client },
        origin: { actorId: user.id, sessionId: session.id, ...client },
      },
      'the operator': {
        actor: 'operator',
        origin: { actorId: null, sessionId: null, userAgent: null, ipAddress: null },
      },
    };
  });

  afterAll(async () => {
    await core.close();
    await database.drop();
  });

  async function stored(account: Partial<User> = {}): Promise<User> {
    const user = newUser({ createdAt: clock.now(), ...account });
    await core.storage.users.insert(user, passwordHash);
    return user;
  }

  /** An account with two sessions. */
  async function member(): Promise<User> {
    const user = await stored({ roles: ['editor'] });
    const expiresAt = clock.now() + 60_000;
    await core.storage.sessions.insert(newSession(user.id, { expiresAt }));
    await core.storage.sessions.insert(newSession(user.id, { expiresAt }));
    return user;
  }

  function act(verb: string, by: string, userId: string): Promise<unknown> {
    const actor = actors[by]?.actor;
    if (actor === undefined) throw new TypeError(`"${by}" is nobody`);
    return verbs[verb]?.verb(dependencies, { actor, userId }) ?? Promise.reject(new TypeError());
  }

  async function aliveOf(userId: string): Promise<number> {
    return (await core.storage.sessions.listAliveOf([userId], clock.now())).length;
  }

  const cases = Object.keys(verbs).flatMap((verb) =>
    ['an administrator', 'the operator'].map((by) => ({ verb, by })),
  );

  test.each(cases)('$verb by $by leaves one event, which says who it was', async ({ verb, by }) => {
    const { id: userId } = await member();
    await act(verb, by, userId);
    const { type, detail } = verbs[verb] ?? {};
    const events = await core.storage.audit.list({ userId, limit: 10 });
    expect(events).toEqual([
      expect.objectContaining({ type, detail, userId, at: clock.now(), ...actors[by]?.origin }),
    ]);
  });

  test.each(Object.keys(verbs))('%s answers and leaves the same, whoever acts', async (verb) => {
    const outcomes = [];
    for (const by of Object.keys(actors)) {
      const { id, username } = await member();
      const answer = await act(verb, by, id);
      const after = await core.storage.users.find({ id });
      const found = { answer, after, alive: await aliveOf(id) };
      outcomes.push(JSON.stringify(found).replaceAll(id, 'id').replaceAll(username, 'name'));
    }
    expect(outcomes[0]).toBe(outcomes[1]);
  });

  test.each(cases)('$verb by $by waits for a change that holds the account', async (each) => {
    const { id } = await member();
    await openConnections(core.storage);
    const order: string[] = [];
    let change: Promise<unknown> = Promise.resolve();
    await core.storage.transact(async ({ users }) => {
      await users.lockUser(id);
      change = act(each.verb, each.by, id).then(() => order.push('changed'));
      // Long enough for a change that does not wait to reach the database and come back.
      for (let index = 0; index < 20; index += 1) await users.list({ limit: 1 });
      order.push('ended');
    });
    await change;
    expect(order).toEqual(['ended', 'changed']);
  });

  test.each(cases)('$verb by $by of an account that is gone is refused', async ({ verb, by }) => {
    const gone = newUser().id;
    await expect(act(verb, by, gone)).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
    expect(await core.storage.audit.list({ userId: gone, limit: 1 })).toEqual([]);
  });
});
