import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Operator } from '../../src/features/administration/operator.js';
import { runCli } from '../../src/cli/program.js';
import { withCore } from '../../src/cli/with-core.js';
import { loadConfig } from '../../src/app/config.js';
import type { TestDatabase } from '../support/databases.js';
import type { ServiceVariables } from '../support/server-process.js';

export const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  /** What comes in on standard input. */
  input?: string;
  /** The working folder, where a `.env` may be; by default a folder without one. */
  cwd?: string;
}

/**
 * Runs `authgraph` as an operator does, in a process of its own, with exactly these variables. Each command has one
 * test that does; the others run it in this process, by `runHere` and `outputOf`.
 */
export function authgraph(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const { env = {}, input = '', cwd = tmpdir() } = options;
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    cwd,
  });
  // A command that does not read its input may end before it has come.
  child.stdin.on('error', () => undefined).end(input);
  const finished: Finished = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (finished.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (finished.stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...finished, code }));
  });
}

/**
 * Runs the same command line in this process, without the half second of a new one. Variables, folder, input and
 * output of the process are those of the command meanwhile: nothing else may run beside it.
 */
export async function runHere(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const { env = {}, input = '', cwd = tmpdir() } = options;
  const finished: Finished = { code: null, stdout: '', stderr: '' };
  const restore = [
    replaceProperty(process, 'env', { PATH: process.env['PATH'], ...env }),
    replaceProperty(process, 'stdin', Readable.from(input === '' ? [] : [Buffer.from(input)])),
    replaceProperty(process.stdout, 'write', (text: string) => {
      finished.stdout += text;
      return true;
    }),
    replaceProperty(process.stderr, 'write', (text: string) => {
      finished.stderr += text;
      return true;
    }),
  ];
  const folder = process.cwd();
  process.chdir(cwd);
  try {
    finished.code = await runCli(args);
    return finished;
  } finally {
    process.chdir(folder);
    restore.forEach((each) => each());
  }
}

/** Returns what puts the property back as it was. */
function replaceProperty<T extends object>(object: T, name: keyof T, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(object, name);
    else Object.defineProperty(object, name, before);
  };
}

/** The variables that lead to a test database. */
export function variablesFor({ url, dataDir }: TestDatabase): ServiceVariables {
  return { DATA_DIR: dataDir, ...(url === undefined ? {} : { DATABASE_URL: url }) };
}

/** Runs a command that must succeed in silence, in this process, and returns what it printed. */
export async function outputOf(
  args: readonly string[],
  options: RunOptions,
  run = runHere,
): Promise<string> {
  const { code, stdout, stderr } = await run(args, options);
  if (code !== 0 || stderr !== '')
    throw new Error(`authgraph ${args.join(' ')}: ${code}\n${stderr}`);
  return stdout;
}

/**
 * What a test of the command line begins and ends with: the same verbs on the same database, without the
 * half second of a process for each.
 */
export function asOperator<T>(
  variables: ServiceVariables,
  work: (users: Operator) => Promise<T>,
): Promise<T> {
  return withCore(({ users }) => work(users), loadConfig(variables));
}
