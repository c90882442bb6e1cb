import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A project of examples/, at work with this build and the packages of this project. */
export interface Example {
  readonly folder: string;
  /** `npm run build`, with these arguments and variables besides. */
  build(args?: readonly string[], env?: Record<string, string>): Promise<void>;
  /** Starts a script of the example with Node, and resolves with the address that it prints. */
  start(script: string, env: Record<string, string>, args?: readonly string[]): Promise<string>;
  /** Ends all that was started. */
  stop(): Promise<void>;
}

export function openExample(name: string): Example {
  const folder = fileURLToPath(new URL(`../../examples/${name}/`, import.meta.url));
  const children: ChildProcess[] = [];
  return {
    folder,
    async build(args = [], env = {}) {
      const options = { cwd: folder, env: { ...process.env, ...env } };
      await run('npm', ['run', 'build', '--', ...args], options).catch((error: unknown) => {
        const { stdout, stderr } = error as { stdout: string; stderr: string };
        throw new Error(`${name} could not be built:\n${stdout}${stderr}`);
      });
    },
    start(script, env, args = []) {
      const child = spawnServer(folder, [script, ...args], env);
      children.push(child);
      return addressOf(child);
    },
    async stop() {
      await Promise.all(
        children.splice(0).map(async (child) => {
          if (child.exitCode !== null) return;
          const gone = new Promise((resolve) => child.once('exit', resolve));
          child.kill();
          await gone;
        }),
      );
    },
  };
}

/** Starts a script with Node in a folder, with these variables and nothing else of ours. */
export function spawnServer(
  cwd: string,
  args: readonly string[],
  env: Record<string, string>,
): ChildProcess {
  return spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The first address in what a server prints. */
export function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${String(code)}`)));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /http:\/\/\S+/.exec(line)?.[0];
      if (url !== undefined) resolve(url);
    });
  });
}
