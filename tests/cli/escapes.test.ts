import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printable } from '../../src/platform/printable.js';
import { newMessage, newUser, passwordHash } from '../contract/storage-contract.js';
import { eventAt } from '../support/audit-events.js';
import { createMigratedDatabase, type TestDatabase } from '../support/databases.js';
import { hostileTexts, isRaw } from '../support/hostile-texts.js';
import { sayRaw } from '../support/raw-http.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { authgraph, runHere, variablesFor } from './run.js';
import { openStorage } from '../../src/app/storage.js';

/** All that a database, and an argument of a process, can hold. */
const hostile = hostileTexts.join(' ').replace(/[\0\p{Surrogate}]/gu, '');

let database: TestDatabase;
let folder: string;
let server: ServerProcess;
let env: Record<string, string>;

beforeAll(async () => {
  database = await createMigratedDatabase('sqlite');
  folder = await mkdtemp(join(tmpdir(), 'authgraph-escapes-'));
  env = variablesFor(database);
  const storage = await openStorage(database.options);
  await storage.users.insert(
    newUser({ username: hostile, email: hostile, roles: [hostile], displayName: hostile }),
    passwordHash,
  );
  const client = { userAgent: hostile, ipAddress: hostile };
  await storage.audit.append([
    eventAt(Date.now(), { ...client, userId: hostile, detail: { [hostile]: hostile } }),
  ]);
  for (const kind of ['mail', 'webhook']) {
    const label = { mail: hostile, to: hostile, event: hostile, endpoint: hostile };
    await storage.outbox.add(newMessage({ kind, label, lastError: hostile }));
  }
  await storage.close();
  const lines = [hostile, JSON.stringify({ username: hostile, passwordHash: hostile })];
  await writeFile(join(folder, 'users.jsonl'), lines.join('\n'));
  server = await startServerProcess(variablesFor(database));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
  await database.drop();
});

/** Agents and paths as they come over the wire: a byte for each character. */
const onTheWire = hostileTexts.filter((text) => /^[^\0\r\n\u0100-\uffff]*$/.test(text));

describe('escape sequences', () => {
  test('of a request reach the log only escaped', async () => {
    for (const text of [...onTheWire, 'the-last']) {
      const body = JSON.stringify({
        query: 'mutation { login(username: "nobody", password: "wrong wrong") { tokenType } }',
      });
      await sayRaw(
        server.url,
        `POST /graphql HTTP/1.1\nHost: localhost\nConnection: close\nUser-Agent: ${text}\nX-Forwarded-For: ${text}\nContent-Type: application/json\nContent-Length: ${body.length}\n\n${body}`,
      );
      await sayRaw(
        server.url,
        `GET /${encodeURI('x')}${text.replaceAll(/[ \t]/g, '')} HTTP/1.1\nHost: localhost\nConnection: close\n\n`,
      );
    }
    // Lines come in the order of the requests.
    await expect.poll(() => server.output.join('\n')).toContain('the-last');
    expect(server.output.join('\n')).toContain('login.failed');
    expect(server.output.filter(isRaw)).toEqual([]);
  });

  const commands = [
    ['audit'],
    ['audit', '--json'],
    ['user', 'list'],
    ['user', 'list', '--json'],
    ['user', 'import', 'users.jsonl'],
    ['user', 'disable', hostile],
    ['user', 'set-roles', hostile, hostile],
    ['mail', 'list'],
    ['mail', 'list', '--json'],
    ['mail', 'retry', hostile],
    ['webhook', 'list'],
    ['webhook', 'test', hostile],
    ['client', hostile],
    ['audit', '--type', hostile],
    ['audit', '--user', hostile],
    [hostile],
    ['user', 'import', hostile],
    ['config'],
    ['config', '--json'],
  ].map((args) => ({ command: printable(args.join(' ')).slice(0, 60), args }));

  test.each(commands)('do not come out of authgraph $command', async ({ args }) => {
    const withFaults = args[0] === 'config' ? { JWT_AUDIENCE: hostile, WEBHOOKS: hostile } : {};
    const options = { env: { ...env, ...withFaults }, cwd: folder };
    const { stdout, stderr } = await runHere(args, options);
    expect(stdout + stderr).not.toBe('');
    expect((stdout + stderr).split('\n').filter(isRaw)).toEqual([]);
  });

  test('leave each event on a line of its own, and JSON what it is', async () => {
    const table = (await authgraph(['audit', '--limit', '1000'], { env })).stdout.trim();
    const others = table
      .split('\n')
      .filter((line) => !/^\d{4}-\d\d-\d\d .* (?:login|user)\./.test(line));
    expect(others).toEqual([]);
    const { stdout } = await runHere(['audit', '--json', '--limit', '1000'], { env });
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { detail: object });
    expect(events[0]?.detail).toEqual({ [hostile]: hostile });
  });
});
