import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStorage, type Storage } from '../../../src/app/storage.js';
import { importUsers } from '../../../src/features/administration/import.js';
import { readJsonLines } from '../../../src/features/administration/import-source.js';
import { chunksOf } from '../../support/chunks.js';
import { revokeAllKeys, rotateKeys } from '../../../src/features/signing-keys/key-rotation.js';
import { wrapStores } from '../../../src/platform/database/stores.js';
import type { AuditStore } from '../../../src/platform/events/store.js';
import { eventFacts, type Changes, type EventType } from '../../../src/app/facts.js';
import { createAuditTrail } from '../../../src/platform/events/trail.js';
import { bcryptOfA } from '../password-hashing/vectors.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { recordingOf } from '../../support/recording.js';
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
    await server.send('{ exportMyData }', {}, options);
    expect((await storedTypes(user.id)).at(-1)).toBe('user.data_exported');
    await change('logout', 'session.ended');
  });

  test('a reused refresh token is on record before the answer', async () => {
    const { user, refreshToken } = await server.signUp();
    dataOf(await server.refresh(refreshToken));
    server.clock.advance(60);
    expect(refusalOf(await server.refresh(refreshToken)).reason).toBe('TOKEN_REUSED');
    expect((await storedTypes(user.id)).at(-1)).toBe('session.token_reused');
    await server.refresh(refreshToken);
    const types = await storedTypes(user.id);
    expect(types.filter((type) => type === 'session.token_reused')).toHaveLength(1);
  });
});

describe.each(databases)('the event of a transaction, on $name', (kind) => {
  let database: TestDatabase;
  let storage: Storage;
  beforeAll(async () => {
    database = await kind.createMigrated();
    storage = await openStorage(database.options);
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
      trail: createAuditTrail<Record<EventType, null>>({
        facts: eventFacts,
        store: storage.audit,
        clock: createTestClock(),
        logger,
      }),
    };
  }

  test('a change that is rolled back leaves neither a row nor a line in the log', async () => {
    const { lines, trail } = createTrail();
    const work = storage.transact(async (stores) => {
      await trail.recordIn(stores, { type: 'user.enabled', userId: 'rolled-back' });
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
      await trail.recordIn(stores, { type: 'user.enabled', userId: 'committed' });
      expect(lines).toEqual([]);
    });
    expect(lines).toHaveLength(1);
    expect(await storage.audit.list({ userId: 'committed', limit: 10 })).toHaveLength(1);
    await trail.close();
  });

  test('an event that cannot be stored undoes the change, in keys and imports too', async () => {
    const clock = createTestClock();
    const logger = pino({ level: 'silent' });
    const full = { ...storage.audit, append: () => Promise.reject(new Error('the disk is full')) };
    const audit = createAuditTrail<Changes>({ facts: eventFacts, store: full, clock, logger });
    const transact: Storage['transact'] = (work) =>
      storage.transact((stores) => work(wrapStores(stores, { audit: (): AuditStore => full })));
    const rotation = { store: storage.keys, secret: 's'.repeat(32), algorithm: 'ES256' } as const;
    const options = { ...rotation, clock, tokenLifetime: 900, transact, audit };
    await expect(rotateKeys(options)).rejects.toThrow('the disk is full');
    await expect(revokeAllKeys(options)).rejects.toThrow('the disk is full');
    expect(await storage.keys.list()).toEqual([]);
    const line = JSON.stringify({ username: 'imported', passwordHash: bcryptOfA });
    const imported = importUsers(readJsonLines(chunksOf(line)), { transact, audit, clock });
    await expect(imported).rejects.toThrow('the disk is full');
    expect(await storage.users.find({ usernameKey: 'imported' })).toBeUndefined();
  });

  test('a rotation of keys and each batch of an import are stored with their events', async () => {
    const clock = createTestClock();
    const recording = recordingOf(storage, clock);
    const rotation = { store: storage.keys, secret: 's'.repeat(32), algorithm: 'ES256' } as const;
    const options = { ...rotation, clock, tokenLifetime: 900, ...recording };
    const kids = [(await rotateKeys(options)).kid, (await revokeAllKeys(options)).kid];
    const lines = ['one', 'two', 'three'].map((username) =>
      JSON.stringify({ username, passwordHash: bcryptOfA }),
    );
    await importUsers(readJsonLines(chunksOf(lines.join('\n'))), {
      ...recording,
      clock,
      batchSize: 2,
    });
    const stored = async (type: EventType) =>
      (await storage.audit.list({ type, limit: 10 })).map(({ detail }) => detail);
    expect(await stored('keys.rotated')).toEqual([{ kid: kids[0] }]);
    expect(await stored('keys.revoked')).toEqual([{ kid: kids[1] }]);
    expect(await stored('user.imported')).toEqual([
      { inserted: 2, existing: 0 },
      { inserted: 1, existing: 0 },
    ]);
  });

  test('an import that adds nothing leaves its event, once', async () => {
    const clock = createTestClock();
    const recorded = async (lines: readonly string[]) => {
      const imports = () => storage.audit.list({ type: 'user.imported', limit: 100 });
      const known = new Set((await imports()).map(({ id }) => id));
      const options = { ...recordingOf(storage, clock), clock, batchSize: 1 };
      await importUsers(readJsonLines(chunksOf(lines.join('\n'))), options);
      return (await imports()).filter(({ id }) => !known.has(id)).map(({ detail }) => detail);
    };
    const line = JSON.stringify({ username: 'twice', passwordHash: bcryptOfA });
    expect(await recorded([])).toEqual([{ inserted: 0, existing: 0 }]);
    expect(await recorded(['', '  '])).toEqual([{ inserted: 0, existing: 0 }]);
    expect(await recorded([line])).toEqual([{ inserted: 1, existing: 0 }]);
    expect(await recorded([line])).toEqual([{ inserted: 0, existing: 1 }]);
  });
});
