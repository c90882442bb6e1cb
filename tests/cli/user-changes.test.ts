import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAuthServer } from '../../src/app/create-auth-server.js';
import { loadConfig } from '../../src/app/config.js';
import type { AuthError } from '../../src/platform/errors/auth-error.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { createGraphQLClient, goodPassword } from '../support/graphql-client.js';
import type { ServiceVariables } from '../support/server-process.js';
import { asOperator, main, outputOf, runHere, variablesFor } from './run.js';

describe.each(databases)('on $name', (kind) => {
  let database: TestDatabase;
  let env: ServiceVariables;

  beforeEach(async () => {
    database = await kind.createMigrated();
    env = variablesFor(database);
    await asOperator(env, async (users) => {
      await users.create({ username: 'ada', password: goodPassword, roles: ['admin'] });
      await users.create({ username: '민수', password: goodPassword, email: 'minsu@example.com' });
    });
  });
  afterEach(() => database.drop());

  test('an import reads standard input, and leaves no file behind', async () => {
    const folders = async () =>
      (await readdir(database.dataDir)).filter((each) => each.startsWith('authgraph-import-'));
    const own = { ...env, TMPDIR: database.dataDir };
    const input = 'username,email\neve,eve@example.com\n';
    const args = ['user', 'import', '-', '--format', 'csv'];
    const { code, stdout } = await runHere(args, { env: own, input });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'Imported: 1. Already there, left as they are: 0.\n',
    });
    expect(await outputOf(['user', 'show', 'eve'], { env })).toContain('eve@example.com');
    const bad = await runHere(args, { env: own, input: 'username\na b\n' });
    expect(bad.code).toBe(1);
    expect(await folders()).toEqual([]);
  });

  test('show has everything but secrets, for people and for programs', async () => {
    const table = await outputOf(['user', 'show', '민수'], { env });
    expect(table).toMatch(/^username +민수$/m);
    expect(table).toMatch(/^email +minsu@example.com$/m);
    expect(table).toMatch(/^privateMetadata +\{\}$/m);
    const json = await outputOf(['user', 'show', 'ADA', '--json'], { env });
    expect(JSON.parse(json)).toMatchObject({ username: 'ada', roles: ['admin'], sessions: 0 });
    expect(table + json).not.toMatch(/argon2|password/i);
  });

  test('a deleted account is gone, and only with --yes', async () => {
    const asked = await runHere(['user', 'delete', '민수'], { env });
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('add --yes');
    expect(await outputOf(['user', 'delete', '민수', '--yes'], { env })).toBe(
      'Deleted user 민수.\n',
    );
    const again = await runHere(['user', 'delete', '민수', '--yes'], { env });
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('(USER_NOT_FOUND)');
    const last = await runHere(['user', 'delete', 'ada', '--yes'], { env });
    expect(last.stderr).toContain('(LAST_ADMIN)');
  });

  test('an address that is set is verified, and no other account’s', async () => {
    const output = await outputOf(['user', 'set-email', 'ada', 'Ada@example.com'], { env });
    expect(output).toBe('E-mail address of user ada: Ada@example.com, verified.\n');
    const taken = await runHere(['user', 'set-email', '민수', 'ada@example.com'], { env });
    expect(taken.stderr).toContain('(EMAIL_TAKEN)');
    const wrong = await runHere(['user', 'set-email', '민수', 'nowhere'], { env });
    expect(wrong.stderr).toContain('(EMAIL_INVALID)');
  });

  test('reset-password of a disabled account names the command that enables it', async () => {
    const refusal = await asOperator(env, async (users) => {
      await users.disable('민수');
      return users.resetLink('민수').catch((error: unknown) => error);
    });
    expect((refusal as AuthError).messageIn('ko')).toContain('"authgraph user enable"');
    const { code, stdout, stderr } = await runHere(['user', 'reset-password', '민수'], { env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Enable it first with "authgraph user enable". (USER_DISABLED)');
  });

  test('reset-password prints a link that sets a new password, once', async () => {
    const none = await runHere(['user', 'reset-password', 'ada'], { env });
    expect(none.stderr).toMatch(/user set-email.*\(EMAIL_MISSING\)/);
    await asOperator(env, (users) => users.setEmail('ada', 'ada@example.com'));
    const { code, stdout, stderr } = await runHere(['user', 'reset-password', 'ada'], { env });
    expect(code).toBe(0);
    expect(stderr).toContain('until then the old one works');
    expect(stdout).toMatch(/^http:\/\/localhost:4000\/reset-password#token=\S+\n$/);
    const token = stdout.trim().slice(stdout.indexOf('=') + 1);
    const server = await createAuthServer(loadConfig({ ...env, PORT: '0', LOG_LEVEL: 'silent' }));
    const client = createGraphQLClient((await server.listen()).url);
    const reset = (newPassword: string) =>
      client.send(
        'mutation ($token: String!, $newPassword: String!) { resetPassword(token: $token, newPassword: $newPassword) }',
        { token, newPassword },
      );
    const [first, second] = [await reset('a quite new password 1'), await reset('another one 22')];
    await server.close();
    expect(first.errors).toEqual([]);
    expect(second.errors[0]?.extensions.reason).toBe('LINK_INVALID');
  });

  test('the record of events names the users, and keeps the ids for programs', async () => {
    await asOperator(env, (users) => users.setRoles('민수', ['editor']));
    const table = await outputOf(['audit'], { env });
    expect(table).toMatch(/user\.roles_changed user="민수"/);
    const json = await outputOf(['audit', '--json'], { env });
    const last = JSON.parse(json.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
    expect(last).toMatchObject({ username: '민수', actorUsername: null });
    expect(last['userId']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
  'an import from standard input that %s ends leaves no file behind',
  async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'authgraph-interrupted-'));
    try {
      const child = spawn(process.execPath, [main, 'user', 'import', '-'], {
        env: { PATH: process.env['PATH'], TMPDIR: folder, DATA_DIR: folder },
        stdio: ['pipe', 'ignore', 'inherit'],
        cwd: folder,
      });
      const ended = once(child, 'exit');
      // More than a pipe holds: the command has read some of it, and waits for more.
      await new Promise((resolve) => child.stdin.write(Buffer.alloc(2_000_000, ' '), resolve));
      child.kill(signal);
      expect(await ended).toEqual([null, signal]);
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
