import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadConfig } from '../../../src/app/config.js';
import { openConfiguredStorage } from '../../../src/app/core.js';
import { openStorage } from '../../../src/app/storage.js';
import { openDatabase } from '../../../src/platform/database/open.js';
import { createLogger } from '../../../src/platform/logger.js';
import { now, storedSession, storedUser } from '../../contract/storage-contract.js';
import { anotherAuthority, authority, localhost } from '../../support/certificates.js';
import { runStatement } from '../../support/databases.js';
import {
  isRunning,
  serverPid,
  startPostgres,
  type RunningPostgres,
} from '../../support/postgres.js';

let folder: string;
let server: RunningPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-connections-'));
  await chmod(folder, 0o777);
  await writeFile(file('authority.pem'), authority);
  await writeFile(file('another.pem'), anotherAuthority);
  server = await startPostgres(['-c', `unix_socket_directories=${folder}`]);
  await writeInServer('server.crt', localhost.certificate);
  await writeInServer('server.key', localhost.key);
  await runStatement(server.url, 'alter system set ssl = on');
  await runStatement(server.url, 'select pg_reload_conf()');
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const file = (name: string) => join(folder, name);

/** As the user that the server runs as, and for nobody else: it refuses a key that others may read. */
async function writeInServer(name: string, content: string): Promise<void> {
  const { uid, gid } = await stat(server.folder);
  await writeFile(join(server.folder, name), content, { mode: 0o600 });
  await chown(join(server.folder, name), uid, gid);
}

/** The URL with another host and these parameters. */
function urlOf(host: string, query = ''): string {
  const { username, password, port } = new URL(server.url);
  return `postgres://${username}:${password}@${host}:${port}/postgres?${query}`;
}

/** Whether the connection is encrypted, as the server sees it. */
async function isEncrypted(url: string): Promise<boolean> {
  const sqliteFile = file('unused.db');
  const { tables, close } = openDatabase({ url, sqliteFile, poolSize: 1 });
  try {
    const query = sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
    return (await query.execute(tables())).rows[0]?.ssl ?? false;
  } finally {
    await close();
  }
}

// Pages are pruned only when no transaction of the server may see the old rows; those of other tests do on a shared one.
test('a session is refreshed in place, the first time too, in pages of sign-ins', async () => {
  const count = 200;
  await runStatement(server.url, 'create database sessions');
  const url = urlOf('127.0.0.1').replace('/postgres?', '/sessions?');
  const options = { url, sqliteFile: file('unused.db'), poolSize: 1 };
  const worker = await openStorage(options);
  await worker.migrate();
  const { id: userId } = await storedUser(worker);
  const sessions = [];
  for (let added = 0; added < count; added += 1) {
    sessions.push(await storedSession(worker, { userId }));
  }
  for (const { id, generation } of sessions) {
    expect(await worker.sessions.rotate({ id, userId, generation, now })).toBeDefined();
  }
  // Connections tell what they did at their end, at the latest.
  await worker.close();
  const { tables, close } = openDatabase(options);
  const counts = sql<object>`select n_tup_upd::int as updated, n_tup_hot_upd::int as "inPlace"
    from pg_stat_user_tables where relname = 'sessions'`;
  await expect
    .poll(async () => (await counts.execute(tables())).rows)
    .toEqual([{ updated: count, inPlace: count }]);
  await close();
});

describe('a connection to PostgreSQL', () => {
  test.each([
    ['localhost', () => 'sslmode=require'],
    ['127.0.0.1', () => 'sslmode=require'],
    ['127.0.0.1', () => `sslmode=require&sslrootcert=${file('authority.pem')}`],
    ['127.0.0.1', () => `sslmode=verify-ca&sslrootcert=${file('authority.pem')}`],
    ['localhost', () => `sslmode=verify-full&sslrootcert=${file('authority.pem')}`],
    ['localhost', () => `sslrootcert=${file('authority.pem')}`],
    ['localhost', () => `sslnegotiation=direct&sslrootcert=${file('authority.pem')}`],
  ])('to %s is encrypted with %s', async (host, query) => {
    expect(await isEncrypted(urlOf(host, query()))).toBe(true);
  });

  test.each([
    ['an unknown authority', 'localhost', () => 'sslmode=verify-full'],
    ['an unknown authority', 'localhost', () => 'sslmode=verify-full&sslrootcert=system'],
    [
      'another authority',
      'localhost',
      () => `sslmode=verify-ca&sslrootcert=${file('another.pem')}`,
    ],
    ['another authority', 'localhost', () => `sslmode=require&sslrootcert=${file('another.pem')}`],
    ['another name', '127.0.0.1', () => `sslmode=verify-full&sslrootcert=${file('authority.pem')}`],
  ])('is refused for the certificate of %s (%s, %s)', async (_of, host, query) => {
    await expect(isEncrypted(urlOf(host, query()))).rejects.toMatchObject({
      reason: 'DATABASE_UNAVAILABLE',
      cause: { message: expect.stringMatching(/certificate|IP/) as string },
    });
  });

  test.each([() => '', () => 'sslmode=disable'])('is not encrypted with "%s"', async (query) => {
    expect(await isEncrypted(urlOf('localhost', query()))).toBe(false);
  });

  test('whose authority cannot be read does not start, and says which parameter', async () => {
    await expect(isEncrypted(urlOf('localhost', 'sslrootcert=/nowhere'))).rejects.toMatchObject({
      name: 'ConfigError',
      faults: [expect.stringMatching(/^DATABASE_URL has a sslrootcert .*\(ENOENT\); write/)],
    });
  });

  test.each(['sslrootcert=/dev/null', 'sslmode=require&sslcert=/dev/null&sslkey=/dev/null'])(
    'with a file that has no PEM in it does not start: %s',
    async (query) => {
      await expect(isEncrypted(urlOf('localhost', query))).rejects.toMatchObject({
        name: 'ConfigError',
        faults: [
          expect.stringMatching(/^DATABASE_URL has a ssl(rootcert|cert) that has no PEM in it/),
        ],
      });
    },
  );

  test.each([
    ['require', 1],
    ['verify-full', 0],
    ['disable', 0],
  ])('is warned of if it checks nothing: sslmode=%s', async (mode, warnings) => {
    const warn = vi.fn();
    const config = loadConfig({ DATABASE_URL: urlOf('localhost', `sslmode=${mode}`) });
    const storage = await openConfiguredStorage(config, { ...createLogger('silent'), warn });
    await storage.close();
    expect(warn).toHaveBeenCalledTimes(warnings);
  });

  test('goes by a socket, in the ways of libpq and Cloud SQL', async () => {
    const { username, password, port } = new URL(server.url);
    for (const url of [
      `postgres://${username}:${password}@/postgres?host=${folder}&port=${port}`,
      `postgres://${username}:${password}@localhost:${port}/postgres?host=${folder}&sslmode=require`,
      `postgres://${username}:${password}@${encodeURIComponent(folder)}:${port}/postgres`,
    ]) {
      expect(await isEncrypted(url)).toBe(false);
    }
  });
});

test('a hot standby answers, and has no ping', async () => {
  const pid = await serverPid(server.folder);
  process.kill(pid, 'SIGINT');
  await expect.poll(() => isRunning(pid)).toBe(false);
  await writeInServer('standby.signal', '');
  // It waits for "ready to accept connections", which a standby never says.
  server.startAgain().catch(() => undefined);
  const answers = () => runStatement(server.url, 'select 1').then(Boolean, () => false);
  await expect.poll(answers).toBe(true);
  const storage = await openStorage({
    url: server.url,
    sqliteFile: file('unused.db'),
    poolSize: 1,
  });
  await expect(storage.pendingMigrations()).resolves.toContain('0001_accounts');
  await expect(storage.ping()).rejects.toMatchObject({
    reason: 'DATABASE_UNAVAILABLE',
    cause: { message: 'the database takes no writes' },
  });
  await storage.close();
});
