import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { authgraph, runHere, type Finished, type RunOptions } from './run.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-cli-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function pathsOf(command: Command, path: string[] = []): string[][] {
  return [path, ...command.commands.flatMap((each) => pathsOf(each, [...path, each.name()]))];
}

const paths = pathsOf(createProgram(() => undefined));

/** What serves needs a process of its own; so do the first of all commands, and their exit codes. */
function run(args: readonly string[], options?: RunOptions): Promise<Finished> {
  const serves = ['serve', 'serv', undefined].includes(args[0]);
  return serves ? authgraph(args, options) : runHere(args, options);
}

test('these are all the commands', () => {
  expect(paths.map((path) => path.join(' '))).toEqual([
    '',
    'serve',
    'migrate',
    'config',
    'user',
    'user create',
    'user list',
    'user show',
    'user import',
    'user set-email',
    'user reset-password',
    'user reset-factors',
    'user delete',
    'user disable',
    'user enable',
    'user set-roles',
    'keys',
    'keys list',
    'keys rotate',
    'mail',
    'mail list',
    'mail retry',
    'webhook',
    'webhook list',
    'webhook retry',
    'webhook test',
    'client',
    'audit',
    'completion',
    'version',
  ]);
});

test.each(paths.map((path) => [['authgraph', ...path].join(' '), path] as const))(
  '%s --help explains the command without any configuration, and exits with 0',
  async (name, path) => {
    const env = { PORT: 'not a port', DATABASE_URL: 'nowhere' };
    const { code, stdout, stderr } = await run([...path, '--help'], { env, cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${name}`);
    const isGroup = ['', 'user', 'keys', 'mail', 'webhook'].includes(path.join(' '));
    expect(stdout).toContain(isGroup ? 'Commands:' : `\nExamples:\n  $ `);
    expect(await readdir(folder)).toEqual([]);
  },
);

test('--help lists the exit codes', async () => {
  const { stdout } = await runHere(['--help']);
  expect(stdout).toContain(
    '0 done, 1 failed, 2 wrong usage or configuration, 3 database unavailable',
  );
});

test('--version prints the version of the package', async () => {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  const { code, stdout } = await authgraph(['--version']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${manifest.version}\n` });
});

describe('exit code 2, and a sentence that says what to do,', () => {
  test.each([
    ['an unknown command', ['serv'], "unknown command 'serv'"],
    ['an unknown option', ['serve', '--port', '1'], "unknown option '--port'"],
    ['a group without a command', ['user'], 'Commands:'],
    ['a missing argument', ['user', 'disable'], "missing required argument 'username'"],
    ['an argument too many', ['user', 'enable', 'a', 'b'], 'too many arguments'],
    ['a bad number', ['user', 'list', '--limit', '0'], 'a whole number from 1 to 10000'],
    [
      'a verified address without an address',
      ['user', 'create', 'ada', '--email-verified', '--password-stdin'],
      '--email-verified needs --email',
    ],
    ['no terminal for a password', ['user', 'create', 'ada'], '--password-stdin'],
    ['a new secret without revoking', ['keys', 'rotate', '--new-secret'], 'needs --revoke-all'],
  ])('answer %s', async (_title, args, advice) => {
    const { code, stdout, stderr } = await run(args, { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(advice);
    expect(stderr).not.toContain('    at ');
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    [[]],
    [['serve']],
    [['migrate']],
    [['config']],
    [['user', 'list']],
    [['keys', 'list']],
  ])('answer a bad configuration of %j, with every fault and no secret', async (args) => {
    const env = { PORT: 'http', LOG_LEVEL: 'loud', AUTHGRAPH_SECRET: 'hunter2hunter2' };
    const { code, stdout, stderr } = await run(args, { env, cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('The configuration has 3 faults:\n  - PORT="http" is not');
    expect(stderr).toContain('  - LOG_LEVEL="loud" is not');
    expect(stderr).toContain('  - AUTHGRAPH_SECRET is shorter than 32 bytes');
    expect(stderr).not.toContain('hunter2');
    expect(stderr).not.toContain('    at ');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('exit code 3', () => {
  test.each([[['serve']], [['migrate']], [['user', 'list']], [['keys', 'rotate']]])(
    'answers an unreachable PostgreSQL to %j, with the cause and no password',
    async (args) => {
      const env = { DATABASE_URL: 'postgres://ada:hunter2@127.0.0.1:1/db', PORT: '0' };
      const { code, stderr } = await run(args, { env, cwd: folder });
      expect(code).toBe(3);
      expect(stderr).toContain('The database is unavailable.');
      expect(stderr).toContain('Cause: connect ECONNREFUSED');
      expect(stderr).not.toContain('hunter2');
      expect(stderr).not.toContain('    at ');
    },
  );
});
