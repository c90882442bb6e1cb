import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStorage } from '../../src/app/storage.js';
import type { NewUser } from '../../src/features/administration/operator.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { goodPassword } from '../support/graphql-client.js';
import { startServerProcess, type ServiceVariables } from '../support/server-process.js';
import { asOperator, authgraph, outputOf, runHere, variablesFor } from './run.js';

interface ListedUser {
  id: string;
  username: string;
  email: string | null;
  emailVerified: boolean;
  roles: string[];
  createdAt: string;
  disabledAt: string | null;
}

describe.each(databases)('on $name', (kind) => {
  let database: TestDatabase;
  let env: ServiceVariables;

  beforeEach(async () => {
    database = await kind.createMigrated();
    env = variablesFor(database);
  });

  afterEach(() => database.drop());

  const createUser = (username: string, more: Omit<NewUser, 'username' | 'password'> = {}) =>
    asOperator(env, (users) => users.create({ username, password: goodPassword, ...more }));

  const everyone = () => asOperator(env, (users) => users.list({ limit: 100 }));

  test('a user created with a password on standard input signs in with it', async () => {
    const options = [
      '--email',
      'ada@example.com',
      '--email-verified',
      '--role',
      'admin',
      'support',
    ];
    const args = ['user', 'create', 'Ada', '--password-stdin', ...options];
    const output = await outputOf(args, { env, input: `${goodPassword}\n` }, authgraph);
    expect(output).toMatch(/^Created user Ada \([0-9a-f-]{36}\)\.\n$/);
    const server = await startServerProcess(env);
    const reply = await server.login('ada@example.com');
    expect(await server.stop()).toBe(0);
    expect(reply.data?.login.user).toMatchObject({
      username: 'Ada',
      email: 'ada@example.com',
      roles: ['admin', 'support'],
    });
  });

  test('the list shows every account, for people and for programs, and no hash', async () => {
    await createUser('ada', { email: 'ada@example.com', roles: ['admin'] });
    const { id } = await createUser('bob');
    const storage = await openStorage(database.options);
    await storage.users.setInvitedAt(id, Date.UTC(2026, 0, 15, 12));
    await storage.close();
    const invitedAt = '2026-01-15T12:00:00.000Z';
    expect(JSON.parse(await outputOf(['user', 'list', '--json'], { env }))).toMatchObject([
      { username: 'ada', email: 'ada@example.com', emailVerified: false, roles: ['admin'] },
      { username: 'bob', email: null, roles: [], disabledAt: null, invitedAt },
    ]);
    const table = await outputOf(['user', 'list'], { env }, authgraph);
    const lines = table.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^ID +USERNAME +E-MAIL +ROLES +CREATED +DISABLED$/);
    expect(lines[1]).toMatch(
      /ada +ada@example\.com \(unverified\) +admin +\d{4}-\d\d-\d\d [\d:]{8} +-$/,
    );
    expect(table).not.toContain('argon2');
  });

  test('the list goes on where the last one ended', async () => {
    for (const name of ['a', 'b', 'c']) await createUser(name);
    const first = await runHere(['user', 'list', '--json', '--limit', '2'], { env });
    const page = JSON.parse(first.stdout) as ListedUser[];
    expect(page.map(({ username }) => username)).toEqual(['a', 'b']);
    const after = page[1]?.id ?? '';
    expect(first.stderr).toContain(`--after ${after}`);
    const rest = await outputOf(['user', 'list', '--limit', '2', '--after', after], { env });
    expect(rest.trimEnd().split('\n')).toHaveLength(2);
    expect(rest).toMatch(/ c +/);
  });

  test('a disabled user is out at once and stays out until enabled', async () => {
    await createUser('ada');
    const server = await startServerProcess(env);
    const pair = (await server.login('ada')).data?.login;
    const output = await outputOf(['user', 'disable', 'ADA'], { env }, authgraph);
    expect(output).toBe('Disabled user ada; sessions ended: 1.\n');
    expect((await server.me(pair?.accessToken)).errors[0]?.extensions.reason).toBe('TOKEN_REVOKED');
    expect((await server.login('ada')).errors[0]?.extensions.reason).toBe('INVALID_CREDENTIALS');
    const enabled = await outputOf(['user', 'enable', 'ada'], { env }, authgraph);
    expect(enabled).toBe('Enabled user ada.\n');
    expect((await server.login('ada')).errors).toEqual([]);
    await server.stop();
  });

  test('roles are replaced as a whole', async () => {
    await createUser('ada', { roles: ['old'] });
    const output = await outputOf(['user', 'set-roles', 'ada', 'b', 'a'], { env }, authgraph);
    expect(output).toBe('Roles of user ada: a, b.\n');
    expect((await everyone())[0]?.roles).toEqual(['a', 'b']);
    expect(await outputOf(['user', 'set-roles', 'ada'], { env })).toContain('none');
    expect((await everyone())[0]?.roles).toEqual([]);
  });

  test('the last administrator keeps role and account', async () => {
    await createUser('ada', { roles: ['admin'] });
    for (const args of [
      ['disable', 'ada'],
      ['set-roles', 'ada', 'support'],
      ['set-roles', 'ada'],
    ]) {
      const { code, stderr } = await runHere(['user', ...args], { env });
      expect(code).toBe(1);
      expect(stderr).toMatch(/\(LAST_ADMIN\)\n$/);
    }
    expect((await everyone())[0]).toMatchObject({ roles: ['admin'], disabledAt: null });
  });

  test.each([
    [['user', 'disable', 'nobody'], '', 'USER_NOT_FOUND'],
    [['user', 'enable', 'nobody'], '', 'USER_NOT_FOUND'],
    [['user', 'set-roles', 'nobody', 'admin'], '', 'USER_NOT_FOUND'],
    [
      ['user', 'create', 'ada', '--role', 'two words', '--password-stdin'],
      goodPassword,
      'ROLES_INVALID',
    ],
    [['user', 'create', 'a b', '--password-stdin'], goodPassword, 'USERNAME_INVALID'],
    [['user', 'create', 'ada', '--password-stdin'], 'short', 'PASSWORD_TOO_SHORT'],
    [['user', 'create', 'ada', '--password-stdin'], '\n', 'PASSWORD_MISSING'],
  ])('%j fails with exit code 1 and a reason', async (args, input, reason) => {
    const { code, stdout, stderr } = await runHere(args, { env, input });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^error: .* \\(${reason}\\)\n$`));
    expect(await everyone()).toEqual([]);
  });

  describe('an import', () => {
    const bcrypt = '$2b$04$aaaaaaaaaaaaaaaaaaaaaeBvLxIb0pXmFZD1sXpXCmCHWXPK6gXC2';
    const line = (username: string, more: object = {}) =>
      JSON.stringify({ username, passwordHash: bcrypt, ...more });

    const file = () => join(database.dataDir, 'users.jsonl');
    const importLines = async (lines: string[], ...options: string[]) => {
      await writeFile(file(), lines.join('\n'));
      return runHere(['user', 'import', file(), ...options], { env });
    };

    test('adds every user of the file, and again none', async () => {
      const lines = [line('ada', { roles: ['admin'] }), '', line('bob', { disabled: true })];
      expect(await importLines(lines)).toEqual({
        code: 0,
        stdout: 'Imported: 2. Already there, left as they are: 0.\n',
        stderr: '',
      });
      const users = await everyone();
      expect(users.map(({ username }) => username).sort()).toEqual(['ada', 'bob']);
      const { stdout } = await importLines([...lines, line('eve')]);
      expect(stdout).toBe('Imported: 1. Already there, left as they are: 2.\n');
    });

    test('with bad lines adds nobody, and names the lines without what is in them', async () => {
      const lines = [
        line('ada'),
        '{"username":"hunter2"',
        line('bob', { roles: ['x y'] }),
        line('ADA'),
      ];
      const { code, stdout, stderr } = await importLines(lines);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr.split('\n')).toEqual([
        'line 2: not JSON',
        expect.stringMatching(/^line 3: roles: /),
        'line 4: the same username as on line 1',
        'Nothing was imported: 3 of 4 lines are invalid.',
        '',
      ]);
      expect(stderr).not.toContain('hunter2');
      expect(await everyone()).toEqual([]);
    });

    test('skips bad lines into a file, which never has what is in them', async () => {
      await createUser('known', { email: 'ada@example.com', emailVerified: true });
      const rejects = join(database.dataDir, 'rejects.jsonl');
      const lines = [
        line('ada'),
        `{"username":"hunter2","passwordHash":"${bcrypt}"`,
        line('bob', { passwordHash: `${bcrypt}x` }),
        line('ADA'),
        line('eve', { email: 'ada@example.com', emailVerified: true }),
        line('carl', { passwordHash: null }),
      ];
      for (const [inserted, existing] of [
        [2, 0],
        [0, 2],
      ]) {
        expect(await importLines(lines, '--skip-invalid', rejects)).toEqual({
          code: 0,
          stdout: `Imported: ${inserted}. Already there, left as they are: ${existing}.\n`,
          stderr: `Accounts with neither a password nor a verified address: 1.\nSkipped: 4. Why is in ${rejects}.\n`,
        });
        const written = (await readFile(rejects, 'utf8')).trim().split('\n');
        expect(written.map((text) => JSON.parse(text) as unknown)).toEqual([
          { line: 2, problem: 'not JSON' },
          { line: 3, problem: 'passwordHash: not a complete bcrypt hash' },
          { line: 4, problem: 'the same username as on line 1' },
          { line: 5, problem: 'another account has verified this e-mail address' },
        ]);
      }
      expect((await everyone()).map(({ username }) => username).sort()).toEqual([
        'ada',
        'carl',
        'known',
      ]);
    });

    test('with --upsert changes the accounts that are there, and counts them', async () => {
      await importLines([line('ada'), line('bob')]);
      const next = [line('ada', { roles: ['editor'] }), line('bob'), line('eve')];
      expect(await importLines(next, '--upsert')).toEqual({
        code: 0,
        stdout: 'Updated: 1.\nImported: 1. Already there, left as they are: 1.\n',
        stderr: '',
      });
      expect(await importLines(next, '--overwrite-passwords')).toEqual({
        code: 2,
        stdout: '',
        stderr: 'error: --overwrite-passwords needs --upsert\n',
      });
    });

    test('refuses to write bad lines over the file itself', async () => {
      const { code, stderr } = await importLines([line('ada')], '--skip-invalid', file());
      expect(code).toBe(2);
      expect(stderr).toContain('--skip-invalid names the file that is imported');
      expect(await readFile(file(), 'utf8')).toBe(line('ada'));
    });

    test('of CSV adds the same accounts', async () => {
      const csv = join(database.dataDir, 'users.csv');
      await writeFile(csv, `username,passwordHash,roles\r\nada,${bcrypt},"admin,editor"\r\n`);
      const { code, stdout } = await runHere(['user', 'import', csv], { env });
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: 'Imported: 1. Already there, left as they are: 0.\n',
      });
      expect(await everyone()).toMatchObject([{ username: 'ada', roles: ['admin', 'editor'] }]);
    });

    test('with USERNAMES=off takes lines without a username, and keeps a given one', async () => {
      env = { ...env, USERNAMES: 'off' };
      const csv = join(database.dataDir, 'users.csv');
      await writeFile(csv, `email,emailVerified,passwordHash\nada@example.com,yes,${bcrypt}\n`);
      const { stdout } = await runHere(['user', 'import', csv], { env });
      expect(stdout).toBe('Imported: 1. Already there, left as they are: 0.\n');
      const verified = { email: 'ADA@example.com', emailVerified: true };
      const again = await importLines([JSON.stringify(verified), line('grace')]);
      expect(again.stdout).toBe('Imported: 1. Already there, left as they are: 1.\n');
      expect((await everyone()).map(({ username }) => username)).toEqual([
        expect.stringMatching(/^user-/),
        'grace',
      ]);
    });

    test('warns once of a variable that is almost an option', async () => {
      env = { ...env, DATABSE_URL: 'postgres://db/auth' };
      const { stderr } = await importLines([line('ada')]);
      expect(stderr).toBe('warning: DATABSE_URL is not an option; did you mean DATABASE_URL?\n');
    });

    test('as a dry run only checks, even without a database', async () => {
      await database.drop();
      database = await kind.create();
      env = variablesFor(database);
      const { code, stdout } = await importLines([line('ada')], '--dry-run');
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'All 1 lines are valid.\n' });
      expect(await readdir(database.dataDir)).toEqual(['users.jsonl']);
    });

    test('leaves a user out whose verified address is another’s, and says so', async () => {
      await createUser('ada', { email: 'ada@example.com', emailVerified: true });
      const verified = { email: 'ADA@example.com', emailVerified: true };
      const { code, stdout, stderr } = await importLines([line('bob'), line('eve', verified)]);
      expect(code).toBe(1);
      expect(stdout).toBe('Imported: 1. Already there, left as they are: 0.\n');
      expect(stderr).toBe(
        'line 2: another account has verified this e-mail address\nLeft out: 1.\n',
      );
    });

    test('of a file that is not there fails with its name', async () => {
      const { code, stderr } = await authgraph(['user', 'import', file()], { env });
      expect(code).toBe(1);
      expect(stderr).toBe(`error: ENOENT: no such file or directory, open '${file()}'\n`);
    });
  });
});
