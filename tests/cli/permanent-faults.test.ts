import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { permanentFault } from '../../src/platform/database/permanent-faults.js';
import Libsql from 'libsql';
import { openStorage } from '../../src/app/storage.js';
import {
  administer,
  createPostgres,
  runStatement,
  type TestDatabase,
} from '../support/databases.js';
import { runHere } from './run.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-permanent-'));
  await writeFile(join(folder, 'authgraph.db'), 'no database at all, but a text'.repeat(200));
  await writeFile(join(folder, 'file'), '');
  await mkdir(join(folder, 'nested/authgraph.db'), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function migrate({ options }: TestDatabase): Promise<void> {
  const storage = await openStorage(options);
  await storage.migrate();
  await storage.close();
}

const postgresWith = (change: (url: URL) => void) => {
  const url = new URL(inject('postgresUrl'));
  change(url);
  return { DATABASE_URL: url.href };
};

describe('exit code 2, with what is wrong and what to do,', () => {
  test.each([
    ['a file that is no database', () => ({ DATA_DIR: folder }), 'is not a database; restore it'],
    [
      'a folder below a file',
      () => ({ DATA_DIR: join(folder, 'file/x') }),
      /\(ENOTDIR: .*; set it/,
    ],
    ['a folder that is a file', () => ({ DATA_DIR: join(folder, 'file') }), /\(EEXIST: .*; set it/],
    [
      'a file that is a folder',
      () => ({ DATA_DIR: join(folder, 'nested') }),
      'cannot be opened; let this user read and write it',
    ],
    [
      'a host that is not known',
      () => postgresWith((url) => (url.hostname = 'db.invalid')),
      'names the host db.invalid, which is not known; correct it',
    ],
    [
      'a server without TLS',
      () => postgresWith((url) => (url.search = '?sslmode=verify-full')),
      'no TLS with the server of DATABASE_URL',
    ],
  ])('answers %s', async (_what, env, advice) => {
    const { code, stderr } = await runHere(['user', 'list'], { env: env(), cwd: folder });
    expect(stderr).toMatch(advice);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).not.toContain('(DATABASE_UNAVAILABLE)');
    expect(code).toBe(2);
  });

  test('answers a foreign SQLite file', async () => {
    const foreign = join(folder, 'foreign');
    await mkdir(foreign);
    const file = new Libsql(join(foreign, 'authgraph.db'));
    file.exec('create table users (other text)');
    file.close();
    const start = () => runHere(['user', 'list'], { env: { DATA_DIR: foreign } });
    for (const { code, stderr } of [await start(), await start()]) {
      expect(stderr).toContain('DATA_DIR has an authgraph.db that is not a database of Authgraph');
      expect(code).toBe(2);
    }
  });

  // There `mkdir -p` of Node.js never ended.
  test.runIf(process.platform === 'linux').each([[['user', 'list']], [['keys', 'rotate']]])(
    'answers %j with DATA_DIR below /proc, at once',
    async (args) => {
      const env = { DATA_DIR: '/proc/authgraph/data' };
      const { code, stderr } = await runHere(args, { env, cwd: folder });
      expect(stderr).toMatch(/^error: DATA_DIR cannot be used \(ENOENT: \/proc/);
      expect(code).toBe(2);
    },
  );
});

describe('exit code 2, with what an administrator has to do,', () => {
  const role = `role_${randomUUID().slice(0, 8)}`;
  let database: TestDatabase;
  let name: string;

  beforeAll(async () => {
    database = await createPostgres();
    name = new URL(database.url ?? '').pathname.slice(1);
    await administer(`create role ${role} login password 'a-password'`);
    await administer(`revoke connect on database ${name} from public`);
    await runStatement(database.url ?? '', 'revoke create on schema public from public');
  });
  afterAll(async () => {
    await database.drop();
    await administer(`drop role ${role}`);
  });

  async function start(search = ''): Promise<string> {
    const url = new URL(database.url ?? '');
    Object.assign(url, { username: role, password: 'a-password', search });
    const env = { DATABASE_URL: url.href };
    const { code, stderr } = await runHere(['user', 'list'], { env, cwd: folder });
    expect(stderr).not.toContain('a-password');
    expect(code).toBe(2);
    return stderr;
  }

  test('answers a role that may not connect', async () => {
    expect(await start()).toContain('as an administrator run: GRANT CONNECT ON DATABASE');
  });

  describe('once it may,', () => {
    beforeAll(() => administer(`grant connect on database ${name} to ${role}`));

    test('answers a role that may not make tables', async () => {
      expect(await start()).toContain(
        `may not create tables in schema public; as an administrator run: GRANT CREATE ON SCHEMA public TO ${role}, or set DATABASE_SCHEMA`,
      );
    });

    test.each(['-c nonsense=1', 'garbage'])('answers the options "%s"', async (options) => {
      const search = `?options=${encodeURIComponent(options)}`;
      expect(await start(search)).toContain('; correct "options" in DATABASE_URL');
    });

    test('answers a role that may not read the tables', async () => {
      await migrate(database);
      expect(await start()).toContain('; as an administrator grant it to the role');
    });
  });
});

const fault = (message: string, fields: object) => Object.assign(new Error(message), fields);

test.each([
  ['no permission', fault('', { code: 'EACCES', syscall: 'open', path: '/d' }), '(EACCES: /d)'],
  ['a read-only disk', fault('', { code: 'EROFS', syscall: 'mkdir', path: '/d' }), '(EROFS: /d)'],
  ['SQLite without the right to read', fault('', { rawCode: 14 }), 'read and write it'],
  ['SQLite without the right to write', fault('', { rawCode: 8 | (1 << 8) }), 'takes no writes'],
  [
    'a file of another user',
    fault('ConnectionFailed("Unable to open connection to local database /d/a.db: 14")', {}),
    'read and write it',
  ],
  [
    'a log of another user',
    new Error('lost', {
      cause: fault('', { code: 'EACCES', syscall: 'open', path: '/d/authgraph.db-wal' }),
    }),
    'takes no writes',
  ],
  ['a wrong password of a key', fault('x', { code: 'ERR_OSSL_BAD_DECRYPT' }), 'or sslpassword'],
  ['a damaged file', fault('', { rawCode: 11 }), 'restore it from a backup'],
  ['a foreign certificate', fault('x', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'certificate'],
  ['one of another host', fault('x', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), 'certificate'],
])('%s is permanent', (_what, cause, advice) => {
  expect(permanentFault(cause)).toContain(advice);
});

test.each([
  ['a refused connection', fault('', { code: 'ECONNREFUSED', syscall: 'connect' })],
  ['a socket that is not there yet', fault('', { code: 'ENOENT', syscall: 'connect' })],
  ['name servers that do not answer', fault('', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' })],
  ['a locked database', fault('', { rawCode: 5 })],
  ['a full disk', fault('', { rawCode: 13 })],
  ['a log that is gone', fault('', { code: 'ENOENT', syscall: 'open', path: '/d/a.db-wal' })],
  ['a time-out', fault('timeout expired', {})],
  ['nothing known', undefined],
])('%s may pass', (_what, cause) => {
  expect(permanentFault(cause)).toBeUndefined();
});
