import { readFileSync } from 'node:fs';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newSession } from '../../contract/storage-contract.js';
import { eventAt } from '../../support/audit-events.js';
import { createDatabase, databases, type TestDatabase } from '../../support/databases.js';
import { dataOf, refusalOf, type Reply } from '../../support/graphql-client.js';
import { startServerProcess, type ServerProcess } from '../../support/server-process.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { openStorage, type Storage } from '../../../src/app/storage.js';

interface Export {
  sessions: unknown[];
  securityEvents: { type: string; at: string; userAgent: string | null }[];
  actionsAsAdministrator: unknown[];
  leftOut: { list: string; note: string }[];
}

type ExportReply = Reply<{ exportMyData: Export }>;

/** Events of a user as earlier versions stored them, which had room for a user agent of any length. */
async function addEvents(
  { audit }: Storage,
  userId: string,
  { count, userAgent }: { count: number; userAgent: string },
): Promise<void> {
  const start = Date.now() - 3_600_000;
  for (let first = 0; first < count; first += 100) {
    const size = Math.min(100, count - first);
    const events = Array.from({ length: size }, (_unused, index) =>
      eventAt(start + first + index, { userId, userAgent, ipAddress: '192.0.2.1' }),
    );
    await audit.append(events);
  }
}

const exportMyData = (server: Pick<TestServer, 'send'>, token: string): Promise<ExportReply> =>
  server.send('{ exportMyData }', {}, { token });

const tooMany = { code: 'TOO_MANY_REQUESTS', reason: 'TOO_MANY_EXPORTS' };

describe.each(databases)('exportMyData, on $name', ({ name }) => {
  let server: TestServer;
  let second: TestServer;
  beforeAll(async () => {
    const env = { LIMIT_EXPORTS_PER_USER: '3' };
    server = await startTestServer({ database: name, env });
    second = await startTestServer({ sharing: server, database: name, env });
  });
  afterAll(async () => {
    await second.close();
    await server.close();
  });

  test('has the latest rows that fit, and says which lists were cut', async () => {
    const { user, accessToken } = await server.signUp();
    const userAgent = 'x'.repeat(15_000);
    await server.withStorage(async (storage) => {
      await addEvents(storage, user.id, { count: 3000, userAgent });
      await storage.sessions.insert(newSession(user.id));
    });
    const reply = await exportMyData(server, accessToken);
    const { securityEvents, sessions, leftOut } = dataOf(reply).exportMyData;

    expect(reply.text.length).toBeLessThan(1_500_000);
    expect(sessions).toHaveLength(2);
    expect(securityEvents.length).toBeGreaterThan(1000);
    const times = securityEvents.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(securityEvents.at(-1)?.userAgent).toBe('x'.repeat(256));
    expect(leftOut.map(({ list }) => list)).toEqual(['securityEvents']);
    expect(leftOut[0]?.note).toContain(String(securityEvents.length));
    expect(leftOut[0]?.note).toContain('administrator');
  });

  test('that fits leaves nothing out, also where it is read in many pages', async () => {
    const { user, accessToken } = await server.signUp();
    await server.withStorage((storage) =>
      addEvents(storage, user.id, { count: 1000, userAgent: 'Firefox' }),
    );
    const { securityEvents, leftOut } = dataOf(
      await exportMyData(server, accessToken),
    ).exportMyData;
    expect(securityEvents.filter(({ type }) => type === 'login.failed')).toHaveLength(1000);
    expect(leftOut).toEqual([]);
  });

  test('is made once at a time for a user, also within one document', async () => {
    const { accessToken: token } = await server.signUp();
    const replies = await Promise.all(Array.from({ length: 8 }, () => exportMyData(server, token)));
    const refused = replies.filter(({ errors }) => errors.length > 0);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    for (const reply of refused) {
      expect(refusalOf(reply)).toEqual(tooMany);
      expect(reply.headers.get('retry-after')).not.toBeNull();
    }
    const { accessToken: other } = await server.signUp();
    const twice = await server.send('{ a: exportMyData b: exportMyData }', {}, { token: other });
    expect(refusalOf(twice)).toEqual(tooMany);
  });

  test('is made as often in an hour as allowed, by all processes together', async () => {
    const { accessToken: token } = await server.signUp();
    for (const each of [server, second, server]) dataOf(await exportMyData(each, token));
    for (const each of [server, second]) {
      expect(refusalOf(await exportMyData(each, token))).toEqual(tooMany);
    }
    const { accessToken: other } = await second.signUp();
    dataOf(await exportMyData(server, other));
  });
});

describe('eight exports at once of 10,000 events with long user agents', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  beforeAll(async () => {
    database = await createDatabase('sqlite');
    server = await startServerProcess({
      DATA_DIR: database.dataDir,
      NODE_OPTIONS: '--max-old-space-size=300',
    });
  });
  afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  /** MiB that the process has had at most. */
  const peak = () =>
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;

  const isLinux = process.platform === 'linux';

  test.runIf(isLinux)(
    'leave the process below 300 MB, whether of one user or of eight',
    async () => {
      const userAgent = 'x'.repeat(15_000);
      const pairs = [];
      for (let index = 0; index < 8; index += 1) {
        pairs.push(dataOf(await server.register({ username: uuidv7() })).register);
      }
      const storage = await openStorage(database.options);
      for (const { user } of pairs) {
        await addEvents(storage, user.id, { count: 10_000 / 4, userAgent });
      }
      await addEvents(storage, pairs[0]?.user.id ?? '', { count: 7500, userAgent });
      await storage.close();
      const [first] = pairs;

      const ofOne = await Promise.all(
        pairs.map(() => exportMyData(server, first?.accessToken ?? '')),
      );
      expect(ofOne.filter(({ errors }) => errors.length === 0).length).toBeGreaterThanOrEqual(1);
      const ofEight = await Promise.all(
        pairs.map((pair) => exportMyData(server, pair.accessToken)),
      );
      for (const reply of ofEight) expect(dataOf(reply).exportMyData.leftOut).toHaveLength(1);
      expect(peak()).toBeLessThan(300);
    },
  );
});
