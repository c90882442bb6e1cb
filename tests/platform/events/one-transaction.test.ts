import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStorage, type Storage } from '../../../src/app/core.js';
import { createAuditTrail } from '../../../src/platform/events/trail.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { dataOf, goodPassword } from '../../support/graphql-client.js';
import { createTestClock } from '../../support/test-clock.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

describe.each(databases)('what an acknowledged change leaves, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
  });
  afterAll(() => server.close());

  /** What another process reads now; nothing waits for events that are still to be stored. */
  const storedTypes = (userId: string) =>
    server.withStorage(async ({ audit }) => {
      return (await audit.list({ userId, limit: 100 })).map(({ type }) => type);
    });

  test('an acknowledged change is on record before the answer', async () => {
    const { user } = await server.signUp('recorded');
    expect(await storedTypes(user.id)).toEqual(['user.registered']);

    const { login } = dataOf(await server.login('recorded'));
    const options = { token: login.accessToken };
    expect((await storedTypes(user.id)).at(-1)).toBe('login.succeeded');

    const change = async (mutation: string, type: string) => {
      dataOf(await server.send(`mutation { ${mutation} }`, {}, options));
      expect((await storedTypes(user.id)).at(-1)).toBe(type);
    };
    const password = JSON.stringify(goodPassword);
    await change(`reauthenticate(password: ${password}) { expiresIn }`, 'password.proved');
    await change('updateProfile(displayName: "R") { id }', 'user.profile_changed');
    await change('changeUsername(username: "recorded2") { id }', 'user.username_changed');
    const next = `currentPassword: ${password}, newPassword: "another long phrase"`;
    await change(`changePassword(${next}) { expiresIn }`, 'password.changed');
    await change('logout', 'session.ended');
  });
});

describe.each(databases)('the event of a transaction, on $name', (kind) => {
  let database: TestDatabase;
  let storage: Storage;
  beforeAll(async () => {
    database = await kind.create();
    storage = await openStorage(database.options);
    await storage.migrate();
  });
  afterAll(async () => {
    await storage.close();
    await database.drop();
  });

  function createTrail() {
    const lines: string[] = [];
    const logger = pino({}, { write: (line: string) => void lines.push(line) });
    return {
      lines,
      trail: createAuditTrail({ store: storage.audit, clock: createTestClock(), logger }),
    };
  }

  test('a change that is rolled back leaves neither a row nor a line in the log', async () => {
    const { lines, trail } = createTrail();
    const work = storage.transact(async (stores) => {
      await trail.recordIn(stores.audit, { type: 'user.enabled', userId: 'rolled-back' });
      throw new Error('rolled back');
    });
    await expect(work).rejects.toThrow('rolled back');
    await trail.close();
    expect(await storage.audit.list({ userId: 'rolled-back', limit: 10 })).toEqual([]);
    expect(lines).toEqual([]);
  });

  test('the line goes to the log after the commit', async () => {
    const { lines, trail } = createTrail();
    await storage.transact(async (stores) => {
      await trail.recordIn(stores.audit, { type: 'user.enabled', userId: 'committed' });
      expect(lines).toEqual([]);
    });
    expect(lines).toHaveLength(1);
    expect(await storage.audit.list({ userId: 'committed', limit: 10 })).toHaveLength(1);
    await trail.close();
  });
});
